package io.millrace.ingest.stream;

import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.contract.topic.Topics;
import io.millrace.ingest.receive.Datasets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Moves positions. */
@ApplicationScoped
class Skips {
    private final Datasets datasets;
    private final StreamLines lines;
    private final RecordTopics topics;

    Skips(Datasets datasets, StreamLines lines, RecordTopics topics) {
        this.datasets = datasets;
        this.lines = lines;
        this.topics = topics;
    }

    /** @throws io.millrace.api.ProblemException 400, 404, 409; 503 without PostgreSQL or Kafka */
    Skip skip(String dataset, int partition, SkipRequest request, boolean dryRun) throws InterruptedException {
        datasets.find(dataset);
        String name = Topics.records(dataset);
        List<StreamLine> known = lines.find(dataset);
        RecordTopic topic = topics.find(name)
                .orElseThrow(() -> SkipProblems.unknownPartition(
                        name, Integer.toString(partition), "Kafka has no topic of this name."));
        RecordTopic.Offsets offsets = topic.partitions().get(partition);
        if (offsets == null) {
            String last = Integer.toString(topic.partitions().size() - 1);
            throw SkipProblems.unknownPartition(name, Integer.toString(partition), "It has 0 to " + last + ".");
        }
        StreamLine line = known.stream()
                .filter(one -> one.topicId().equals(topic.id()) && one.partition() == partition)
                .findFirst()
                .orElseThrow(() -> SkipProblems.unread(name, partition));
        long to = SkipPlan.resolve(request, offsets);
        if (to < line.nextOffset() && !line.stopped()) {
            throw SkipProblems.goesBack(
                    "partition %d of %s is at %d; going back to %d would load records twice"
                            .formatted(partition, name, line.nextOffset(), to),
                    to);
        }
        long from = dryRun
                ? line.nextOffset()
                : lines.skip(topic.id(), partition, to).orElseThrow(() -> SkipProblems.unread(name, partition));
        return SkipPlan.plan(dataset, topic.id(), partition, offsets, from, to, dryRun);
    }
}
