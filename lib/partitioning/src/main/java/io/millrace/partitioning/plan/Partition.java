package io.millrace.partitioning.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition that is there. It holds the times in [lower, upper).
 *
 * @param name unquoted, as the catalog has it
 * @param lower {@link #NO_LOWER} when it has no lower bound
 * @param upper {@link #NO_UPPER} when it has no upper bound
 */
public record Partition(String name, Instant lower, Instant upper) {
    /** MINVALUE. */
    public static final Instant NO_LOWER = Instant.MIN;

    /** MAXVALUE. */
    public static final Instant NO_UPPER = Instant.MAX;

    /** @param lower null when it has no lower bound @param upper null when it has no upper bound */
    public static Partition of(String name, @Nullable Instant lower, @Nullable Instant upper) {
        return new Partition(name, lower == null ? NO_LOWER : lower, upper == null ? NO_UPPER : upper);
    }

    /** Whether it has a lower bound. */
    public boolean begins() {
        return !lower.equals(NO_LOWER);
    }

    /** Whether it has an upper bound. */
    public boolean ends() {
        return !upper.equals(NO_UPPER);
    }
}
