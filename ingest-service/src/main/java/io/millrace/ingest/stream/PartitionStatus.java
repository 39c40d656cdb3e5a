package io.millrace.ingest.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
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
        String remedy) {

    static PartitionStatus unread(UUID topicId, int partition, RecordTopic.Offsets offsets) {
        long lag = offsets.end() - offsets.begin();
        return new PartitionStatus(
                partition,
                TopicIds.text(topicId),
                StreamState.UNREAD,
                null,
                offsets.end(),
                offsets.begin(),
                lag,
                lag == 0 ? 0.0 : null,
                0,
                0,
                null,
                null,
                null,
                null,
                null);
    }

    static PartitionStatus of(StreamLine line, RecordTopic.Offsets offsets, Instant now) {
        long lag = Math.max(0, offsets.end() - line.nextOffset());
        return new PartitionStatus(
                line.partition(),
                TopicIds.text(line.topicId()),
                state(line),
                line.nextOffset(),
                offsets.end(),
                offsets.begin(),
                lag,
                lag == 0 ? (Double) 0.0 : seconds(line.newestAt() == null ? line.openedAt() : line.newestAt(), now),
                line.rows(),
                line.rejects(),
                line.newestAt(),
                line.loadedAt(),
                freshness(line),
                line.parked() != null ? line.parked() : line.stoppedReason(),
                switch (state(line)) {
                    case PARKED -> "./millrace parked";
                    case OUT_OF_RANGE -> remedy(line, offsets);
                    case FOLLOWING, UNREAD, NO_TOPIC -> null;
                });
    }

    private static StreamState state(StreamLine line) {
        return line.parked() != null
                ? StreamState.PARKED
                : line.stopped() ? StreamState.OUT_OF_RANGE : StreamState.FOLLOWING;
    }

    static @Nullable Double freshness(StreamLine line) {
        Instant newest = line.newestAt();
        Instant loaded = line.loadedAt();
        return newest == null || loaded == null ? null : (Double) seconds(newest, loaded);
    }

    /** Forwards as little as possible: what the topic still has is not passed over without need. */
    private static String remedy(StreamLine line, RecordTopic.Offsets offsets) {
        String to = offsets.contain(line.nextOffset())
                ? Long.toString(line.nextOffset())
                : line.nextOffset() < offsets.begin() ? "earliest" : "latest";
        return "./millrace streams skip %s %d --to %s".formatted(line.dataset(), line.partition(), to);
    }

    // a producer's clock may be ahead of this one
    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }
}
