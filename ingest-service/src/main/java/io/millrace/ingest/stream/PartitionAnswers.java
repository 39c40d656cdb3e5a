package io.millrace.ingest.stream;

import io.millrace.api.stream.PartitionStatus;
import io.millrace.api.stream.ReplacedPartition;
import io.millrace.api.stream.StreamState;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.ingest.topic.KafkaTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of a stream's partition. */
final class PartitionAnswers {
    private PartitionAnswers() {}

    static PartitionStatus unread(UUID topicId, int partition, KafkaTopic.Offsets offsets) {
        long lag = offsets.end() - offsets.begin();
        return new PartitionStatus(
                partition,
                KafkaIds.text(topicId),
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

    static PartitionStatus of(StreamLine line, KafkaTopic.Offsets offsets, Instant now) {
        long lag = Math.max(0, offsets.end() - line.nextOffset());
        return new PartitionStatus(
                line.partition(),
                KafkaIds.text(line.topicId()),
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
    private static String remedy(StreamLine line, KafkaTopic.Offsets offsets) {
        String to = offsets.contain(line.nextOffset())
                ? Long.toString(line.nextOffset())
                : line.nextOffset() < offsets.begin() ? "earliest" : "latest";
        return "./millrace streams skip %s %d --to %s".formatted(line.dataset(), line.partition(), to);
    }

    // a producer's clock may be ahead of this one
    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }

    static ReplacedPartition replaced(StreamLine line) {
        return new ReplacedPartition(
                line.partition(),
                KafkaIds.text(line.topicId()),
                line.nextOffset(),
                line.rows(),
                line.rejects(),
                line.newestAt(),
                line.loadedAt(),
                line.replacedAt());
    }
}
