package io.millrace.partition.publish;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Records;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.topic.Topics;
import io.millrace.partition.TopicsConfig.RecordsConfig;
import io.millrace.partitioning.plan.Mismatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a dataset's topic of records needs. A topic that is there keeps what the dataset does not speak of: it may
 * be somebody's who made it with care, and a shorter retention deletes records.
 */
public final class TopicPlanner {
    private TopicPlanner() {}

    /** @param defaults for what the dataset leaves open when the topic is made */
    public static List<TopicChange> plan(Dataset dataset, Optional<RecordTopicFacts> existing, RecordsConfig defaults) {
        String name = Topics.records(dataset.name());
        Records wanted = dataset.recordsOrDefault();
        if (existing.isEmpty()) {
            return List.of(new TopicChange.Create(
                    name,
                    wanted.partitions() == null ? defaults.partitions() : wanted.partitions(),
                    wanted.replication() == null
                            ? defaults.replication()
                            : wanted.replication().shortValue(),
                    wanted.retention() == null ? defaults.retention().toMillis() : millis(wanted.retention())));
        }
        RecordTopicFacts topic = existing.get();
        List<TopicChange> changes = new ArrayList<>();
        if (wanted.partitions() != null && wanted.partitions() > topic.partitions()) {
            changes.add(new TopicChange.Grow(name, wanted.partitions()));
        }
        if (wanted.retention() != null && millis(wanted.retention()) != topic.retentionMillis()) {
            changes.add(new TopicChange.Retain(name, millis(wanted.retention())));
        }
        return List.copyOf(changes);
    }

    /** @return what the dataset asks of the topic that cannot be had */
    public static List<Mismatch> refusals(Dataset dataset, RecordTopicFacts topic) {
        Records wanted = dataset.recordsOrDefault();
        List<Mismatch> refusals = new ArrayList<>();
        if (wanted.partitions() != null && wanted.partitions() < topic.partitions()) {
            refusals.add(new Mismatch(
                    "records.partitions",
                    "topic %s has %d partitions and cannot shrink to %d; write %2$d or more, or leave it out"
                            .formatted(Topics.records(dataset.name()), topic.partitions(), wanted.partitions())));
        }
        if (wanted.replication() != null && wanted.replication() != topic.replication()) {
            refusals.add(new Mismatch(
                    "records.replication",
                    "topic %s has %d copies, not %d; write %2$d, or have Kafka move them first: kafka-reassign-partitions.sh"
                            .formatted(Topics.records(dataset.name()), topic.replication(), wanted.replication())));
        }
        return List.copyOf(refusals);
    }

    /** Months and years count from 1970 on. */
    private static long millis(Span span) {
        return span.after(Instant.EPOCH).toEpochMilli();
    }
}
