package io.millrace.partition.maintain;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lets one replica at a time maintain. The lease is a session's advisory lock: it ends with the run, or with the
 * connection when the process dies, and needs no clock. A pooler in transaction mode would break it.
 */
@ApplicationScoped
public class Lease {
    private static final String KEY = "hashtext('millrace.maintenance')";

    private final Pool pool;

    Lease(Pool pool) {
        this.pool = pool;
    }

    /** @return whether the work was done; false when another replica is at it */
    public boolean tryRun(Runnable work) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            boolean mine = connection
                    .query("SELECT pg_try_advisory_lock(%s)".formatted(KEY))
                    .executeAndAwait()
                    .iterator()
                    .next()
                    .getBoolean(0);
            if (mine) {
                try {
                    work.run();
                } finally {
                    connection
                            .query("SELECT pg_advisory_unlock(%s)".formatted(KEY))
                            .executeAndAwait();
                }
            }
            return mine;
        } finally {
            connection.closeAndAwait();
        }
    }
}
