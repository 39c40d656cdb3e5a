package io.millrace.partition.stats;

import io.millrace.api.partition.Growth;
import io.millrace.api.partition.PartitionStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How fast a partition set grows, from the first to the last of its stats. */
final class GrowthRate {
    private static final double DAY = Duration.ofDays(1).toSeconds();

    private GrowthRate() {}

    /** @param stats the oldest first */
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
