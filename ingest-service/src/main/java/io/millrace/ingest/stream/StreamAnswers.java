package io.millrace.ingest.stream;

import io.millrace.api.stream.PartitionStatus;
import io.millrace.api.stream.StreamState;
import io.millrace.api.stream.StreamStatus;
import io.millrace.api.stream.StreamSummary;
import io.millrace.contract.topic.Topics;
import io.millrace.ingest.topic.KafkaTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of a stream. */
final class StreamAnswers {
    private StreamAnswers() {}

    /** @param lines of the dataset, of all topics that ever had the name */
    static StreamStatus of(String dataset, Collection<StreamLine> lines, @Nullable KafkaTopic topic, Instant now) {
        List<StreamLine> gone = new ArrayList<>(lines);
        List<PartitionStatus> partitions = List.of();
        if (topic != null) {
            gone.removeIf(line -> line.topicId().equals(topic.id()));
            Map<Integer, StreamLine> current = lines.stream()
                    .filter(line -> line.topicId().equals(topic.id()))
                    .collect(Collectors.toMap(StreamLine::partition, Function.identity()));
            partitions = topic.partitions().entrySet().stream()
                    .map(entry -> {
                        StreamLine line = current.get(entry.getKey());
                        return line == null
                                ? PartitionAnswers.unread(topic.id(), entry.getKey(), entry.getValue())
                                : PartitionAnswers.of(line, entry.getValue(), now);
                    })
                    .toList();
        }
        PartitionStatus newest = partitions.stream()
                .filter(partition -> partition.newestAt() != null)
                .max(Comparator.comparing(partition -> Objects.requireNonNull(partition.newestAt())))
                .orElse(null);
        return new StreamStatus(
                dataset,
                Topics.records(dataset),
                partitions.stream()
                        .map(PartitionStatus::state)
                        .max(Comparator.naturalOrder())
                        .orElse(StreamState.NO_TOPIC),
                partitions.stream().mapToLong(PartitionStatus::lagRecords).sum(),
                partitions.stream()
                        .map(PartitionStatus::lagSeconds)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                lines.stream().mapToLong(StreamLine::rows).sum(),
                lines.stream().mapToLong(StreamLine::rejects).sum(),
                newest == null ? null : newest.newestAt(),
                newest == null ? null : newest.freshnessSeconds(),
                partitions,
                gone.stream().map(PartitionAnswers::replaced).toList());
    }

    static StreamSummary summary(StreamStatus stream) {
        return new StreamSummary(
                stream.dataset(),
                stream.topic(),
                stream.state(),
                stream.partitions().size(),
                stream.replaced().size(),
                stream.lagRecords(),
                stream.lagSeconds(),
                stream.rows(),
                stream.rejects(),
                stream.newestAt(),
                stream.freshnessSeconds());
    }
}
