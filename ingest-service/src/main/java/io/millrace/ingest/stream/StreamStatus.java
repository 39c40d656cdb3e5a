package io.millrace.ingest.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.contract.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dataset's stream: what producers write to its topic, and how far it is on its way into the table.
 *
 * @param lagRecords over the partitions; see {@link PartitionStatus} for what counts
 */
@Schema(name = "Stream", description = "A dataset's stream and its partitions.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamStatus(
        @Schema(examples = "readings") String dataset,

        @Schema(description = "Where producers write to.", examples = "millrace.records.readings")
        String topic,

        @Schema(description = "The worst of the partitions' states; no_topic when Kafka has no topic of the name.")
        StreamState state,

        @Schema(description = "Over the partitions.", examples = "5")
        long lagRecords,

        @Schema(description = "The longest of the partitions.", examples = "0.4") @Nullable
        Double lagSeconds,

        @Schema(description = "Rows that are committed, those from topics that are gone among them.", examples = "118")
        long rows,

        @Schema(description = "Records that were rejected, likewise.", examples = "2")
        long rejects,

        @Schema(description = "The timestamp of the newest record that is in.") @Nullable
        Instant newestAt,

        @Schema(description = "From that timestamp to the commit.", examples = "0.214") @Nullable
        Double freshnessSeconds,

        List<PartitionStatus> partitions,

        @Schema(description = "What was read of topics that had the name before; they do not count for lag.")
        List<ReplacedPartition> replaced) {

    /** @param lines of the dataset, of all topics that ever had the name */
    static StreamStatus of(String dataset, Collection<StreamLine> lines, @Nullable RecordTopic topic, Instant now) {
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
                                ? PartitionStatus.unread(topic.id(), entry.getKey(), entry.getValue())
                                : PartitionStatus.of(line, entry.getValue(), now);
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
                gone.stream().map(ReplacedPartition::of).toList());
    }
}
