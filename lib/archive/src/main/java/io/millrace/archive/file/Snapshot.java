package io.millrace.archive.file;

import io.millrace.archive.log.Archived;
import io.millrace.postgres.Sql;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A transaction with one view of all rows, whose text of values does not depend on the session. Rolled back at the end. */
public final class Snapshot implements AutoCloseable {
    private final Handle handle;

    private Snapshot(Handle handle) {
        this.handle = handle;
    }

    public static Snapshot open(Jdbi jdbi) {
        Snapshot snapshot = new Snapshot(jdbi.open().begin());
        try {
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; " + FactsSql.SETTINGS);
            return snapshot;
        } catch (RuntimeException e) {
            snapshot.close();
            throw e;
        }
    }

    public Handle handle() {
        return handle;
    }

    /**
     * @return the partition's table as safe SQL text
     * @throws IllegalStateException when it is not there, or is no plain table
     */
    public String table(Archived line) {
        return text(
                "SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = ?::bigint::oid AND c.relkind = 'r'",
                line,
                "%s is not a plain table any more: one that is partitioned itself, or foreign, cannot be archived");
    }

    /** @throws IllegalStateException when the table is not protected */
    public String fingerprint(Archived line) {
        return text("SELECT millrace.fingerprint(?::bigint::oid)", line, "%s is not protected");
    }

    private String text(String sql, Archived line, String whenMissing) {
        return handle.select(sql, line.oid())
                .mapTo(String.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(whenMissing.formatted(line)));
    }

    public void execute(String sql) {
        Sql.execute(handle, sql);
    }

    public void commit() {
        handle.commit();
    }

    @Override
    public void close() {
        try (handle) {
            if (handle.isInTransaction()) {
                handle.rollback();
            }
        }
    }
}
