package io.millrace.partition.health.finding;

import java.time.Duration;

/**
 * From where on a number is worth a finding.
 *
 * @param largest bytes of a partition, above which it is hard to VACUUM, to move and to drop
 * @param smallest bytes of a usual partition, below which it costs more planning than it spares reading
 * @param many partitions, from which on their size being small matters
 * @param skewRows rows of the largest partition, from which on skew matters
 * @param skew times the median that the largest partition may hold
 * @param sequence the part of its values that a sequence may have used, 0 to 1
 * @param lockWait how long somebody may wait for a lock
 */
public record HealthLimits(
        long largest, long smallest, int many, long skewRows, double skew, double sequence, Duration lockWait) {
    /** 5 GiB and 10 MiB; 50 partitions; ten times the median from 100,000 rows on; four fifths of a sequence; 5 s. */
    public static final HealthLimits USUAL =
            new HealthLimits(5L << 30, 10L << 20, 50, 100_000, 10, 0.8, Duration.ofSeconds(5));
}
