package io.millrace.stack.e2e;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A SELECT that does not end, and an ALTER TABLE behind it: whoever comes now waits for both. */
final class Locks implements AutoCloseable {
    private final Connection reader;
    private final CompletableFuture<Void> change;

    private Locks(Connection reader, CompletableFuture<Void> change) {
        this.reader = reader;
        this.change = change;
    }

    static Locks take(Installation at, String table) {
        try {
            Connection reader = at.stack().database().connect();
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM " + table);
            CompletableFuture<Void> change =
                    CompletableFuture.runAsync(() -> at.sql("ALTER TABLE " + table + " ADD COLUMN more integer"));
            await("the change waits")
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> at.sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + table
                                    + "'::regclass AND mode = 'AccessExclusiveLock'"),
                            "1"::equals);
            return new Locks(reader, change);
        } catch (SQLException e) {
            throw new IllegalStateException("no lock on " + table, e);
        }
    }

    @Override
    public void close() throws SQLException {
        reader.rollback();
        reader.close();
        change.join();
    }
}
