package io.millrace.partitioning.apply;

import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import io.millrace.postgres.Transactions;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Takes partitions out of their table while others read and write it. PostgreSQL does it in two transactions: the first
 * marks the partition, the second waits for everybody who may still see it. When that takes longer than lock_timeout the
 * partition stays marked, and the next run finishes it.
 */
public final class Detach {
    private static final String STATUS = """
            SELECT c.oid::regclass::text AS partition, i.inhparent::regclass::text AS parent,
                   coalesce(i.inhdetachpending, false) AS pending
              FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
             WHERE c.oid = ?::bigint::oid
            """;
    /** A transaction that outlasts these outlasts more; maintenance has other things to do. */
    private static final int ATTEMPTS = 3;

    private final Jdbi jdbi;
    private final Duration lockTimeout;
    private final Transactions.Attempts attempts;

    /**
     * @param lockTimeout how long one attempt may wait for a lock
     * @param attempts as of DDL; fewer are made here
     */
    public Detach(Jdbi jdbi, Duration lockTimeout, Transactions.Attempts attempts) {
        this.jdbi = jdbi;
        this.lockTimeout = lockTimeout;
        this.attempts = attempts;
    }

    /**
     * Detaches the partition, or finishes it, or finds that it has been done.
     *
     * @param oid of the partition, since one of the same name may be another
     * @return whether its table is there
     * @throws IllegalStateException when it cannot be detached; the message tells why and the remedy
     */
    public boolean detach(TableName table, String partition, long oid) {
        for (int attempt = 1; ; attempt++) {
            try {
                alter(oid);
                return status(oid).isPresent();
            } catch (JdbiException e) {
                if (!attempts.states().contains(ServerError.stateOf(e))
                        || attempt >= Math.min(ATTEMPTS, attempts.most())) {
                    throw explained(table, partition, e);
                }
                attempts.onRepeat().run();
                Transactions.pause(attempts.backoff().multipliedBy(attempt), e);
            }
        }
    }

    private record Status(String partition, @Nullable String parent, boolean pending) {}

    private Optional<Status> status(long oid) {
        return jdbi.withHandle(handle -> handle.select(STATUS, oid)
                .map((row, context) ->
                        new Status(row.getString("partition"), row.getString("parent"), row.getBoolean("pending")))
                .findFirst());
    }

    private void alter(long oid) {
        Optional<Status> status = status(oid).filter(found -> found.parent() != null);
        if (status.isEmpty()) {
            return;
        }
        String sql = "ALTER TABLE %s DETACH PARTITION %s %s"
                .formatted(
                        status.get().parent(),
                        status.get().partition(),
                        status.get().pending() ? "FINALIZE" : "CONCURRENTLY");
        // not in a transaction of ours, so the setting is the session's, and has to be taken back
        try (Handle session = jdbi.open()) {
            Sql.execute(session, "SET lock_timeout = " + lockTimeout.toMillis());
            try {
                Sql.execute(session, sql);
            } finally {
                Sql.execute(session, "RESET lock_timeout");
            }
        }
    }

    private static RuntimeException explained(TableName table, String partition, JdbiException e) {
        if (Transactions.busy(e)) {
            return new IllegalStateException(
                    "%s is still in use by transactions that began before; it is detached once they have ended: the next run finishes it"
                            .formatted(partition),
                    e);
        }
        if (ServerError.stateOf(e).equals(SqlState.NOT_IN_STATE)) {
            return new IllegalStateException(
                    "%s cannot be detached beside others' work: %s. Detach a DEFAULT partition of %s first, or finish another partition's pending detach (ALTER TABLE … DETACH PARTITION … FINALIZE)"
                            .formatted(partition, ServerError.messageOf(e), table),
                    e);
        }
        return e;
    }
}
