package io.millrace.postgres;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets one replica at a time do a duty. The lease is a session's advisory lock: it ends with the work, or with the connection
 * when the process dies, and needs no clock. A pooler in transaction mode would break it.
 */
public final class Lease {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Jdbi jdbi;
    private final String key;

    /** @param duty a lower-case name with dots */
    public Lease(Jdbi jdbi, String duty) {
        this.jdbi = jdbi;
        this.key = "hashtext('%s')".formatted(duty);
    }

    /** @param number which of the duties of this name, such as one for each migration */
    public Lease(Jdbi jdbi, String duty, int number) {
        this.jdbi = jdbi;
        this.key = "hashtext('%s'), %d".formatted(duty, number);
    }

    /**
     * Asks again and again rather than wait inside PostgreSQL: a session that waits there holds a snapshot, and the
     * holder's CREATE INDEX CONCURRENTLY would wait for it in turn.
     *
     * @param patience how long to ask; zero asks once
     * @return what the work gave; nothing when somebody else was at it all the time
     */
    public <T> Optional<T> tryRun(Duration patience, Supplier<T> work) throws InterruptedException {
        long begin = System.nanoTime();
        Optional<T> result = tryRun(work);
        while (result.isEmpty() && System.nanoTime() - begin < patience.toNanos()) {
            Thread.sleep(PAUSE);
            result = tryRun(work);
        }
        return result;
    }

    /** Asks once. */
    public <T> Optional<T> tryRun(Supplier<T> work) {
        try (Handle session = jdbi.open()) {
            if (!ask(session, "pg_try_advisory_lock")) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                ask(session, "pg_advisory_unlock");
            }
        }
    }

    private boolean ask(Handle session, String function) {
        return session.createQuery("SELECT %s(%s)".formatted(function, key))
                .mapTo(Boolean.class)
                .one();
    }
}
