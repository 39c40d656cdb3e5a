package io.millrace.rows.session;

import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.Sql;
import io.millrace.rows.session.RowsException.TooManyReaders;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Connections for reading: no more than some at once, so that maintenance and the API have some left. */
public final class ReadSessions {
    private final Jdbi jdbi;
    private final ReadLimits limits;
    private final Semaphore free;

    public ReadSessions(Jdbi jdbi, ReadLimits limits) {
        this.jdbi = jdbi;
        this.limits = limits;
        free = new Semaphore(limits.atOnce());
    }

    /**
     * Begins a transaction that can only read, whose times are UTC, and that ends when a statement takes too long or the
     * client does not take rows for long.
     *
     * @throws RowsException when all connections for reading are taken
     */
    public ReadSession open() {
        return open("SET TRANSACTION READ ONLY; " + settings());
    }

    /** One view of all rows from now on, and of what is a partition of the table: nothing is detached meanwhile. */
    public ReadSession openFor(TableName table) {
        return open(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; %s; LOCK TABLE ONLY %s IN ACCESS SHARE MODE"
                        .formatted(settings(), table.sql()));
    }

    private ReadSession open(String begin) {
        if (!free.tryAcquire()) {
            throw new RowsException(new TooManyReaders(limits.atOnce()));
        }
        ReadSession session;
        try {
            session = new ReadSession(jdbi.open(), free::release);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
        try {
            Handle handle = session.handle().begin();
            Sql.execute(handle, begin);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Rows are written by PostgreSQL, so the transaction says how. */
    public String settings() {
        return """
                SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601';
                SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL jit = off;
                SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d;
                SET LOCAL idle_in_transaction_session_timeout = %d
                """.formatted(
                        limits.lockTimeout().toMillis(),
                        limits.statementTimeout().toMillis(),
                        limits.idleTimeout().toMillis());
    }
}
