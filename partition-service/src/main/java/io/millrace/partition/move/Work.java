package io.millrace.partition.move;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.pgclient.PgException;
import java.util.Set;
import java.util.function.Function;

/** Transactions that move rows, each behind the {@link Guard}'s fence. Blocks: call it on virtual threads. */
final class Work {
    private static final int MOST_ATTEMPTS = 20;
    /** serialization_failure, deadlock_detected. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");
    /** Policies would hide rows without a word; off, they make an error of it. Times are told in UTC. */
    static final String ALL_ROWS =
            "SET LOCAL row_security = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'";

    private Work() {}

    static <T> T committed(Pool pool, Guard guard, Function<SqlConnection, T> work) {
        return attempt(pool, guard, "", work);
    }

    /**
     * Reads in one snapshot and changes nothing, hence without a fence, which would keep others from the migration's line
     * for as long as it takes.
     *
     * @param preamble further statements, each with its semicolon; they come before the snapshot
     */
    static <T> T reading(Pool pool, String preamble, Function<SqlConnection, T> work) {
        return once(pool, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; " + preamble + ALL_ROWS, work);
    }

    /** All that the work reads is of one moment. Repeated as a whole when somebody else came between. */
    static <T> T snapshot(Pool pool, Guard guard, Function<SqlConnection, T> work) {
        return attempt(pool, guard, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ", work);
    }

    private static <T> T attempt(Pool pool, Guard guard, String isolation, Function<SqlConnection, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(pool, isolation + ALL_ROWS, connection -> {
                    guard.fence(connection);
                    return work.apply(connection);
                });
            } catch (PgException e) {
                if (!AGAIN.contains(e.getSqlState()) || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static <T> T once(Pool pool, String preamble, Function<SqlConnection, T> work) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            Transaction transaction = connection.beginAndAwait();
            try {
                connection.query(preamble).executeAndAwait();
                T result = work.apply(connection);
                transaction.commitAndAwait();
                return result;
            } catch (RuntimeException e) {
                rollBack(transaction, e);
                throw e;
            }
        } finally {
            connection.closeAndAwait();
        }
    }

    private static void rollBack(Transaction transaction, RuntimeException reason) {
        try {
            transaction.rollbackAndAwait();
        } catch (RuntimeException alsoFailed) {
            reason.addSuppressed(alsoFailed); // a lost connection
        }
    }
}
