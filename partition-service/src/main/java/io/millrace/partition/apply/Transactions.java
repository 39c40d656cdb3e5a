package io.millrace.partition.apply;

import io.millrace.partition.meter.Meters;
import io.millrace.partition.policy.PartitionConfig;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Runs DDL under {@code lock_timeout}. A statement that waits for a lock makes all that come after it wait too, so it
 * gives up soon, lets them pass and comes again. Blocks: call it on virtual threads.
 */
@ApplicationScoped
public class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class);
    /** lock_not_available, deadlock_detected. */
    private static final Set<String> BUSY = Set.of("55P03", "40P01");

    private final Pool pool;
    private final PartitionConfig config;
    private final Meters meters;

    Transactions(Pool pool, PartitionConfig config, Meters meters) {
        this.pool = pool;
        this.config = config;
        this.meters = meters;
    }

    /**
     * @param what for the log
     * @param work repeated as a whole when it did not get a lock: it must have no effect outside the transaction
     * @throws PgException as PostgreSQL gave it; a lock that was not to be had only after the last attempt
     */
    public <T> T run(String what, Function<SqlConnection, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (PgException e) {
                if (!busy(e) || attempt >= config.lockAttempts()) {
                    throw e;
                }
                meters.lockRetry();
                LOG.infof("%s: attempt %d did not get its lock: %s", what, attempt, e.getErrorMessage());
                pause(config.lockBackoff().multipliedBy(attempt), e);
            }
        }
    }

    /** Whether the same may succeed when others have let go of their locks. */
    public static boolean busy(PgException e) {
        return BUSY.contains(e.getSqlState());
    }

    private <T> T once(Function<SqlConnection, T> work) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            Transaction transaction = connection.beginAndAwait();
            try {
                connection
                        .query("SET LOCAL lock_timeout = "
                                + config.lockTimeout().toMillis())
                        .executeAndAwait();
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
            reason.addSuppressed(alsoFailed); // a lost connection, or a transaction that the failure has ended already
        }
    }

    /** @throws PgException the reason, when the thread is interrupted: the service stops */
    static void pause(Duration pause, PgException reason) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
