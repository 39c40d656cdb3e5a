package io.millrace.edge.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubling from {@code first} up to {@code most}, of which the second half is
 * left to chance, so that those who failed together do not come back together.
 */
public record Backoff(Duration first, Duration most) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (!first.isPositive() || first.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "backoff: first %s must be positive and not above most %s".formatted(first, most));
        }
    }

    /** @param failures attempts that have failed so far, from 1 */
    public Duration delay(int failures) {
        return delay(failures, ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1 */
    Duration delay(int failures, double chance) {
        double full = first.toMillis() * (double) (1L << Math.min(failures - 1, MOST_DOUBLINGS));
        double bounded = Math.min(full, most.toMillis());
        return Duration.ofMillis(Math.max(1, Math.round(bounded * (0.5 + chance / 2))));
    }
}
