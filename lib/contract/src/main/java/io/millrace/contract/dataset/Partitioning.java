package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How the table is partitioned; terms as in pg_partman.
 *
 * @param interval the time one partition holds
 * @param premake partitions kept ahead of now
 * @param retention how long a partition is kept after its upper bound; for ever when null
 * @param expired what becomes of a partition past its retention; {@link Expired#KEEP} when null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Partitioning(
        Interval interval,
        Integer premake,
        @Nullable Span retention,
        @Nullable Expired expired) {
    static final int DEFAULT_PREMAKE = 3;
    private static final int MAX_PREMAKE = 1000;

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public Partitioning {
        if (interval == null) {
            throw new IllegalArgumentException("interval: is required; use " + Interval.choice());
        }
        if (premake == null) {
            premake = DEFAULT_PREMAKE;
        }
        if (premake < 0 || premake > MAX_PREMAKE) {
            throw new IllegalArgumentException("premake: %d is outside 0 to %d".formatted(premake, MAX_PREMAKE));
        }
        if (retention == null && expired != null) {
            throw new IllegalArgumentException(
                    "expired: %s without a retention means nothing; add retention, such as 12 months"
                            .formatted(expired));
        }
    }

    /** What becomes of a partition past its retention, the default filled in. */
    public Expired expiredOrDefault() {
        return expired == null ? Expired.KEEP : expired;
    }
}
