package io.millrace.partition.read;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.policy.PartitionConfig;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/** Connections for reading: no more than some at once, so that maintenance and the API have some left. */
@ApplicationScoped
public class ReadSessions {
    private final Pool pool;
    private final PartitionConfig config;
    private final Semaphore free;

    ReadSessions(Pool pool, PartitionConfig config) {
        this.pool = pool;
        this.config = config;
        free = new Semaphore(config.rows().atOnce());
    }

    /**
     * Begins a transaction that can only read, whose times are UTC, and that ends when a statement takes too long or the
     * client does not take rows for long.
     *
     * @throws io.millrace.api.ProblemException 503 when all connections for reading are taken
     */
    public ReadSession open() {
        return open("BEGIN READ ONLY; " + settings());
    }

    /** One view of all rows from now on, and of what is a partition of the table: nothing is detached meanwhile. */
    ReadSession openFor(TableName table) {
        return open("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; %s; LOCK TABLE ONLY %s IN ACCESS SHARE MODE"
                .formatted(settings(), table.sql()));
    }

    private ReadSession open(String begin) {
        if (!free.tryAcquire()) {
            throw RowProblems.busy(config.rows().atOnce());
        }
        ReadSession session;
        try {
            session = new ReadSession(pool.getConnectionAndAwait(), free::release);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
        try {
            session.connection().query(begin).executeAndAwait();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Rows are written by PostgreSQL, so the transaction says how. */
    String settings() {
        return """
                SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601';
                SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL jit = off;
                SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d;
                SET LOCAL idle_in_transaction_session_timeout = %d
                """.formatted(
                        config.lockTimeout().toMillis(),
                        config.rows().statementTimeout().toMillis(),
                        config.rows().idleTimeout().toMillis());
    }
}
