package io.millrace.partition.expire;

import io.millrace.partition.apply.FailPoint;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.ArchiveLog;
import io.millrace.partition.archive.ArchiveState;
import io.millrace.partition.archive.ArchiveStep;
import io.millrace.partition.archive.Archived;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;

/** Drops detached partitions. The one place of the service that removes rows. */
@ApplicationScoped
class Removal {
    private static final String TABLE = """
            SELECT c.oid::regclass::text AS name, coalesce(millrace.fingerprint(c.oid), '') AS fingerprint,
                   EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid) AS attached
              FROM pg_class c WHERE c.oid = $1::bigint::oid
            """;

    private final Transactions transactions;
    private final ArchiveFiles files;
    private final ArchiveLog log;
    private final FailPoint failPoint;
    private final Pool pool;

    Removal(Transactions transactions, ArchiveFiles files, ArchiveLog log, FailPoint failPoint, Pool pool) {
        this.transactions = transactions;
        this.files = files;
        this.log = log;
        this.failPoint = failPoint;
        this.pool = pool;
    }

    /** What its policy says: nobody wants the rows any more. */
    void drop(Archived line) {
        transactions.run("drop of " + line, client -> {
            Optional<Row> table = locked(client, line);
            if (table.isPresent() && !table.get().getBoolean("attached")) {
                drop(client, table.get());
                log.reached(client, line, ArchiveState.DROPPED);
            } else {
                log.reached(client, line, ArchiveState.GONE);
            }
            return line;
        });
        failPoint.reached(ArchiveStep.DROPPED);
    }

    /**
     * The archive has its rows: the very ones of this table, unless its protection was lifted since they were written or
     * the file is not there any more. Then it is all done again.
     */
    void dropVerified(Archived line) throws IOException {
        if (!files.there(line)) {
            throw again(line, "%s is not there any more".formatted(line.location()));
        }
        boolean dropped = transactions.run("drop of " + line, client -> {
            Optional<Row> table = locked(client, line);
            boolean same = table.filter(row -> !row.getBoolean("attached")
                            && row.getString("fingerprint").equals(line.fingerprint()))
                    .isPresent();
            if (same) {
                drop(client, table.get());
            }
            if (same || table.isEmpty()) { // whoever dropped it, the archive has it
                log.reached(client, line, ArchiveState.DROPPED);
            }
            return same || table.isEmpty();
        });
        if (!dropped) {
            throw again(line, "the table was changed, or its trigger millrace_archived disabled, since it was written");
        }
        failPoint.reached(ArchiveStep.DROPPED);
    }

    private static void drop(SqlClient client, Row table) {
        client.query("DROP TABLE " + table.getString("name")).executeAndAwait();
    }

    /** Nobody changes it until the transaction's end. */
    private static Optional<Row> locked(SqlClient client, Archived line) {
        Optional<Row> table = table(client, line);
        table.ifPresent(row -> client.query("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(row.getString("name")))
                .executeAndAwait());
        return table.flatMap(row -> table(client, line));
    }

    private static Optional<Row> table(SqlClient client, Archived line) {
        var rows = client.preparedQuery(TABLE)
                .executeAndAwait(Tuple.of(line.oid()))
                .iterator();
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    private IllegalStateException again(Archived line, String why) {
        log.back(pool, line, ArchiveState.DETACHED, why + "; it is written again");
        return new IllegalStateException("%s: %s; it is written again".formatted(line, why));
    }
}
