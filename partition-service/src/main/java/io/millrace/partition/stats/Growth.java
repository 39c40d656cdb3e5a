package io.millrace.partition.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a partition set grows.
 *
 * @param rowsPerDay from the first to the last of the stats; null when they are less than an hour apart
 * @param stats the oldest first
 */
@Schema(name = "PartitionGrowth", description = "How a partition set grows.")
public record Growth(
        @Schema(examples = "readings") String set,

        @Schema(description = "From the first to the last; null when they are less than an hour apart.") @Nullable
        Long rowsPerDay,

        @Schema(description = "From the first to the last; null when they are less than an hour apart.") @Nullable
        Long bytesPerDay,

        @Schema(description = "The oldest first.") List<PartitionStats> stats) {
    private static final double DAY = Duration.ofDays(1).toSeconds();

    static Growth of(String set, List<PartitionStats> stats) {
        if (stats.isEmpty()) {
            return new Growth(set, null, null, stats);
        }
        PartitionStats first = stats.getFirst();
        PartitionStats last = stats.getLast();
        return new Growth(
                set,
                perDay(first.at(), last.at(), last.rows() - first.rows()),
                perDay(first.at(), last.at(), last.bytes() - first.bytes()),
                stats);
    }

    private static @Nullable Long perDay(Instant from, Instant to, long more) {
        Duration between = Duration.between(from, to);
        return between.toHours() < 1 ? null : Math.round(more / (between.toSeconds() / DAY));
    }
}
