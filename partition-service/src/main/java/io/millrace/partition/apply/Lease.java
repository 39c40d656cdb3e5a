package io.millrace.partition.apply;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets one replica at a time do a duty; the bean, maintain. The lease is a session's advisory lock: it ends with the run, or with the
 * connection when the process dies, and needs no clock. A pooler in transaction mode would break it.
 */
@ApplicationScoped
public class Lease {
    private static final String MAINTENANCE = "millrace.maintenance";
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Pool pool;
    private final String duty;

    @Inject
    public Lease(Pool pool) {
        this(pool, MAINTENANCE);
    }

    /** @param duty that one replica at a time does; a lower-case name with dots */
    public Lease(Pool pool, String duty) {
        this.pool = pool;
        this.duty = duty;
    }

    /**
     * Asks again and again rather than wait inside PostgreSQL: a session that waits there holds a snapshot, and the
     * holder's CREATE INDEX CONCURRENTLY would wait for it in turn.
     *
     * @param patience how long to ask; zero asks once
     * @return what the work gave; nothing when another run was at it all the time
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

    private <T> Optional<T> tryRun(Supplier<T> work) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            if (!ask(connection, "pg_try_advisory_lock")) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                ask(connection, "pg_advisory_unlock");
            }
        } finally {
            connection.closeAndAwait();
        }
    }

    private boolean ask(SqlConnection connection, String function) {
        return connection
                .query("SELECT %s(hashtext('%s'))".formatted(function, duty))
                .executeAndAwait()
                .iterator()
                .next()
                .getBoolean(0);
    }
}
