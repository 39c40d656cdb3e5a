package io.millrace.loader.failure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which tables take nothing at present, so that each of their units need not find out anew while others wait. A
 * table is tried again after a while, which is twice as long after each failure in a row.
 */
public final class Breaker {
    private static final int MOST_DOUBLINGS = 20;

    private final long most;
    private final Map<String, Open> tables = new ConcurrentHashMap<>();

    private record Open(Failure failure, int times, long until) {}

    /** @param most the longest while that a table is left alone */
    public Breaker(Duration most) {
        this.most = most.toNanos();
    }

    /** @param now nanoseconds, of {@link System#nanoTime} @return why the table is not to be tried now */
    public Optional<Failure> refuses(String table, long now) {
        Open open = tables.get(table);
        return open == null || now - open.until >= 0 ? Optional.empty() : Optional.of(open.failure);
    }

    /**
     * The table took nothing.
     *
     * @param first how long it is left alone after the first failure in a row
     */
    public void trip(String table, Failure failure, Duration first, long now) {
        tables.compute(table, (name, open) -> {
            if (open != null && now - open.until < 0) {
                return open; // one that is tried again by itself says nothing new
            }
            int times = open == null ? 0 : open.times + 1;
            long pause = Math.min(first.toNanos() << Math.min(times, MOST_DOUBLINGS), most);
            return new Open(failure, times, now + (pause < 0 ? most : pause));
        });
        tables.values().removeIf(open -> now - open.until > 2 * most);
    }

    /** The table took something. */
    public void reset(String table) {
        tables.remove(table);
    }
}
