package io.millrace.ingest.stream;

import io.millrace.api.Problem;

/** Why a position is not moved. */
final class SkipProblems {
    private SkipProblems() {}

    static RuntimeException unknownPartition(String topic, String partition, String remedy) {
        return Problem.of(
                        404,
                        "unknown-partition",
                        "There is no such partition",
                        "Topic %s has no partition %s. %s".formatted(topic, partition, remedy))
                .at("partition", partition)
                .exception();
    }

    static RuntimeException unread(String topic, int partition) {
        return Problem.of(
                        409,
                        "partition-unread",
                        "Nobody has read the partition yet",
                        "Partition %d of %s has no position to move: no transform service has opened it. Start one; it begins with the first record there is."
                                .formatted(partition, topic))
                .at("partition", Integer.toString(partition))
                .exception();
    }

    /** @param why names the position and the offset asked for */
    static RuntimeException goesBack(String why, long to) {
        return Problem.of(
                        409,
                        "skip-goes-back",
                        "Going back would load records twice",
                        why
                                + ". Only a partition that is out of range can be moved back; go to its position or beyond, and to load records again produce them again.")
                .at("to", Long.toString(to))
                .exception();
    }
}
