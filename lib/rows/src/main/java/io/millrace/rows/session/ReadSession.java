package io.millrace.rows.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A transaction that reads. Whoever opened it closes it; anybody may cancel it. */
public final class ReadSession implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReadSession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;

    private final Handle handle;
    private final Runnable closed;
    private final AtomicBoolean closing = new AtomicBoolean();
    private @Nullable Thread cancel;
    private boolean over;

    /** @param closed run when the connection has been given back */
    ReadSession(Handle handle, Runnable closed) {
        this.handle = handle;
        this.closed = closed;
    }

    /** Where its statements are run. */
    public Handle handle() {
        return handle;
    }

    /** Ends the statement that runs, if one does. Does not wait for that: event loops call it. */
    public synchronized void cancel() {
        if (!over && cancel == null) {
            cancel = Thread.ofVirtual().name("cancel-query").start(this::requestCancel);
        }
    }

    private void requestCancel() {
        try {
            handle.getConnection().unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("a query could not be cancelled: %s", e);
        }
    }

    /** Whether somebody cancelled it. */
    public synchronized boolean isCancelled() {
        return cancel != null;
    }

    /** Ends the transaction: nobody waits for it any more. The place among those that read is kept until it is closed. */
    public void finish() {
        handle.rollback();
    }

    /** Does nothing the second time. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        try (handle) {
            if (!cancelArrived() || !rolledBack()) {
                handle.getConnection().abort(Runnable::run); // nobody else may get it as it is
            }
        } catch (SQLException | RuntimeException lost) {
            LOG.debugf("a connection was lost while its reader ended: %s", lost);
        } finally {
            closed.run();
        }
    }

    /** Asks more than once: a cancel that comes late may hit the very ROLLBACK. */
    private boolean rolledBack() {
        Connection connection = handle.getConnection();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                return true;
            } catch (SQLException refused) {
                LOG.debugf("a reader's transaction did not end: %s", refused);
            }
        }
        return false;
    }

    /** A cancel that is still on its way would hit whoever gets the connection next. */
    private boolean cancelArrived() {
        Thread sent;
        synchronized (this) {
            over = true;
            sent = cancel;
        }
        try {
            return sent == null || sent.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
