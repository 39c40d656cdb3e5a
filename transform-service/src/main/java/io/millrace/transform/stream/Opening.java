package io.millrace.transform.stream;

import io.millrace.contract.message.Stream;
import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.transform.position.StreamId;
import io.millrace.transform.position.StreamPositions;
import io.millrace.transform.position.TopicFacts;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where a stream is read from, and on whose word. */
record Opening(TopicPartition partition, Uuid topicId, StreamPositions.Opened opened, TopicFacts.Extent extent) {
    /** Becomes the stream's reader. */
    static Opening of(TopicPartition partition, String dataset, StreamTools tools)
            throws InterruptedException, StreamPositions.UnknownException {
        Uuid topicId = tools.topics()
                .id(partition.topic())
                .orElseThrow(() -> new UnknownTopicOrPartitionException("there is no topic " + partition.topic()));
        TopicFacts.Extent extent = tools.topics().extent(partition);
        StreamId id = StreamId.of(topicId, partition.partition());
        return new Opening(
                partition, topicId, tools.positions().open(id, partition.topic(), dataset, extent.begin()), extent);
    }

    StreamId id() {
        return StreamId.of(topicId, partition.partition());
    }

    /** The position to read from. */
    long position() {
        return opened.line().next();
    }

    int epoch() {
        return opened.line().epoch();
    }

    /** Whether a slice of the stream is parked, behind which nothing may be sent. */
    boolean isHeld() {
        return opened.line().held();
    }

    /** Whether the topic had the position. */
    boolean isInRange() {
        return extent.has(position());
    }

    /** How batches name the stream. */
    Stream stream(Versioned dataset) {
        return Stream.newBuilder()
                .setTopicId(id().topicBytes())
                .setPartition(partition.partition())
                .setTopic(partition.topic())
                .setDataset(dataset.dataset().name())
                .setDatasetVersion(dataset.version())
                .setEpoch(epoch())
                .build();
    }
}
