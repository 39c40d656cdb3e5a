package io.millrace.api.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a stream.
 *
 * <p>Lag is a distance between positions. Holes in it count, although no record is there: what compaction removed, and the
 * markers of transactions.
 */
@Schema(name = "StreamPartition", description = "A partition of a stream.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionStatus(
        int partition,

        @Schema(
                description = "Kafka's id of the topic, as kafka-topics prints it.",
                examples = "DUw1kZ0KQ-6CpG9LBz1yWQ")
        String topicId,

        @Schema(
                description =
                        "following: what comes is read. unread: nobody has opened the partition yet. parked: a slice is parked and the partition waits for it, out_of_range: the topic does not have the position or cannot be read there; see reason and remedy.")
        StreamState state,

        @Schema(
                description = "Up to here everything is a row, a reject, or was skipped. Absent while unread.",
                examples = "120")
        @Nullable
        Long position,

        @Schema(description = "The first offset that a reader of committed records cannot read yet.", examples = "125")
        long end,

        @Schema(description = "The first offset that the topic still has.", examples = "0")
        long begin,

        @Schema(
                description =
                        "end - position; of an unread partition end - begin. What compaction removed and the markers of transactions count, although they are no records.",
                examples = "5")
        long lagRecords,

        @Schema(
                description =
                        "0 without lag; otherwise the time since the newest record that is in, an upper bound of how old the oldest one is that is not; since the partition was opened while none is. Absent while that is not known.",
                examples = "0.4")
        @Nullable
        Double lagSeconds,

        @Schema(description = "Rows that are committed.", examples = "118")
        long rows,

        @Schema(description = "Records that were rejected.", examples = "2")
        long rejects,

        @Schema(description = "The timestamp of the newest record that is in.") @Nullable
        Instant newestAt,

        @Schema(description = "When the partition's position advanced last.") @Nullable
        Instant loadedAt,

        @Schema(description = "From newestAt to loadedAt.", examples = "0.214") @Nullable
        Double freshnessSeconds,

        @Schema(description = "Why the partition is parked or out of range.") @Nullable
        String reason,

        @Schema(description = "What goes on from there.", examples = "./millrace streams skip readings 0 --to earliest")
        @Nullable
        String remedy) {}
