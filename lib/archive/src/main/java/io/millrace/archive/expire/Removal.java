package io.millrace.archive.expire;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import java.io.IOException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Drops detached partitions. The one place of the service that removes rows. */
final class Removal {
    private static final String TABLE = """
            SELECT c.oid::regclass::text AS name, coalesce(millrace.fingerprint(c.oid), '') AS fingerprint,
                   EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid) AS attached
              FROM pg_class c WHERE c.oid = ?::bigint::oid
            """;

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final ArchiveFiles files;
    private final FailPoint failPoint;

    Removal(Jdbi jdbi, Transactions transactions, ArchiveFiles files, FailPoint failPoint) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.files = files;
        this.failPoint = failPoint;
    }

    private record Table(String name, String fingerprint, boolean attached) {}

    /** What its policy says: nobody wants the rows any more. */
    void drop(Archived line) {
        transactions.run("drop of " + line, handle -> {
            Optional<Table> table = locked(handle, line);
            if (table.isPresent() && !table.get().attached()) {
                drop(handle, table.get());
                ArchiveLog.reached(handle, line, ArchiveState.DROPPED);
            } else {
                ArchiveLog.reached(handle, line, ArchiveState.GONE);
            }
            return line;
        });
        ArchiveStep.DROPPED.reached(failPoint);
    }

    /**
     * The archive has its rows: the very ones of this table, unless its protection was lifted since they were written or
     * the file is not there any more. Then it is all done again.
     */
    void dropVerified(Archived line) throws IOException {
        if (!files.there(line)) {
            throw again(line, "%s is not there any more".formatted(line.location()));
        }
        boolean dropped = transactions.run("drop of " + line, handle -> {
            Optional<Table> table = locked(handle, line);
            boolean same = table.filter(
                            found -> !found.attached() && found.fingerprint().equals(line.fingerprint()))
                    .isPresent();
            if (same) {
                drop(handle, table.get());
            }
            if (same || table.isEmpty()) { // whoever dropped it, the archive has it
                ArchiveLog.reached(handle, line, ArchiveState.DROPPED);
            }
            return same || table.isEmpty();
        });
        if (!dropped) {
            throw again(line, "the table was changed, or its trigger millrace_archived disabled, since it was written");
        }
        ArchiveStep.DROPPED.reached(failPoint);
    }

    private static void drop(Handle handle, Table table) {
        Sql.execute(handle, "DROP TABLE " + table.name());
    }

    /** Nobody changes it until the transaction's end. */
    private static Optional<Table> locked(Handle handle, Archived line) {
        Optional<Table> table = table(handle, line);
        table.ifPresent(found -> Sql.execute(handle, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(found.name())));
        return table.flatMap(found -> table(handle, line));
    }

    private static Optional<Table> table(Handle handle, Archived line) {
        return handle.select(TABLE, line.oid())
                .map((row, context) ->
                        new Table(row.getString("name"), row.getString("fingerprint"), row.getBoolean("attached")))
                .findFirst();
    }

    private IllegalStateException again(Archived line, String why) {
        jdbi.useHandle(handle -> ArchiveLog.back(handle, line, ArchiveState.DETACHED, why + "; it is written again"));
        return new IllegalStateException("%s: %s; it is written again".formatted(line, why));
    }
}
