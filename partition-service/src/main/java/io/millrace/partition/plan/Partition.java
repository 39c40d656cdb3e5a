package io.millrace.partition.plan;

import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A partition that is there. It holds the times in [lower, upper).
 *
 * @param name unquoted, as the catalog has it
 * @param lower {@link #NO_LOWER} when it has no lower bound
 * @param upper {@link #NO_UPPER} when it has no upper bound
 */
public record Partition(String name, Instant lower, Instant upper) {
    /** How the PostgreSQL client reads {@code -infinity}. */
    static final Instant NO_LOWER = OffsetDateTime.MIN.toInstant();

    /** How the PostgreSQL client reads {@code infinity}. */
    static final Instant NO_UPPER = OffsetDateTime.MAX.toInstant();

    /** Whether it has a lower bound. */
    public boolean begins() {
        return !lower.equals(NO_LOWER);
    }

    /** Whether it has an upper bound. */
    public boolean ends() {
        return !upper.equals(NO_UPPER);
    }
}
