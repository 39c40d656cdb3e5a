package io.millrace.partition.read;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.PreparedStatement;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A transaction that reads. Whoever opened it closes it; anybody may cancel it. */
public final class ReadSession implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReadSession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;

    private final SqlConnection connection;
    private final Runnable closed;
    private final List<PreparedStatement> prepared = new ArrayList<>();
    private @Nullable Uni<Void> cancel;
    private final AtomicBoolean closing = new AtomicBoolean();
    private boolean over;

    ReadSession(SqlConnection connection, Runnable closed) {
        this.connection = connection;
        this.closed = closed;
    }

    /** Where its statements are run. */
    public SqlConnection connection() {
        return connection;
    }

    /** Prepares a statement, which is gone from the connection when the session is closed. */
    PreparedStatement prepare(String sql) {
        PreparedStatement statement = connection.prepareAndAwait(sql);
        prepared.add(statement);
        return statement;
    }

    /** Ends the statement that runs, if one does. */
    public synchronized void cancel() {
        if (!over && cancel == null) {
            cancel = PgConnection.cast(connection).cancelRequest().memoize().indefinitely();
            cancel.subscribe().with(done -> {}, failure -> LOG.warnf("a query could not be cancelled: %s", failure));
        }
    }

    /** Whether somebody cancelled it. */
    public synchronized boolean isCancelled() {
        return cancel != null;
    }

    /** Ends the transaction: nobody waits for it any more. The place among those that read is kept until it is closed. */
    void finish() {
        connection.query("ROLLBACK").executeAndAwait();
    }

    /** Does nothing the second time. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        try {
            if (!cancelArrived() || !rolledBack()) {
                // nobody else may get it as it is
                connection
                        .query("ROLLBACK; SELECT pg_terminate_backend(pg_backend_pid())")
                        .executeAndAwait();
            }
        } catch (RuntimeException lost) {
            LOG.debugf("a connection was lost while its reader ended: %s", lost);
        } finally {
            connection.closeAndForget();
            closed.run();
        }
    }

    /** Asks more than once: a cancel that comes late may hit the very ROLLBACK. */
    private boolean rolledBack() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                connection.query("ROLLBACK").executeAndAwait();
                prepared.forEach(PreparedStatement::closeAndAwait);
                return true;
            } catch (PgException refused) {
                LOG.debugf("a reader's transaction did not end: %s", refused);
            }
        }
        return false;
    }

    /** A cancel that is still on its way would hit whoever gets the connection next. */
    private boolean cancelArrived() {
        Uni<Void> sent;
        synchronized (this) {
            over = true;
            sent = cancel;
        }
        try {
            if (sent != null) {
                sent.onFailure().recoverWithNull().await().atMost(PATIENCE);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        }
    }
}
