package io.millrace.partition.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.shape.PartitionSql;
import io.millrace.partition.shape.PartitionSql.Key;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The partition becomes the table again. */
@ApplicationScoped
class WayBack {
    /** What is brought back under the lock: a second's work. */
    private static final int MOST_ROWS_BACK = 100_000;

    private final Pool pool;
    private final ShapeReader reader;
    private final KeyBuilder keys;
    private final AttachSwap swap;
    private final SetRegister register;

    WayBack(Pool pool, ShapeReader reader, KeyBuilder keys, AttachSwap swap, SetRegister register) {
        this.pool = pool;
        this.reader = reader;
        this.keys = keys;
        this.swap = swap;
        this.register = register;
    }

    /** Puts the table back in its place, with the rows that were written to other partitions since. */
    void back(Run run, List<Key> shorter) {
        TableName table = run.migration().table();
        TableName part = run.transaction("partition of " + table, client -> {
            Target target = Attaching.target(run.migration(), client);
            demand(wayBackClosed(client, table, target.retired(table)));
            return target.retired(table);
        });
        for (Key key : shorter) {
            run.checkpoint("before key " + key.name());
            keys.build(part, key);
        }
        run.locking("swap back of " + table, client -> {
            AttachSwap.lock(client, table);
            demand(wayBackClosed(client, table, part));
            TableShape shape = reader.read(client, table).orElseThrow();
            Target target = Attaching.target(run.migration(), client).back(Kind.PLAIN, null);
            Recreation recreation = AttachSwap.sound(Recreation.of(shape, target));
            AttachSwap.execute(client, recreation.atSwap().subList(0, recreation.renamed()));
            AttachSwap.execute(client, PartitionSql.leave(shape, target, shorter));
            AttachSwap.execute(
                    client,
                    recreation
                            .atSwap()
                            .subList(recreation.renamed(), recreation.atSwap().size()));
            AttachSwap.execute(
                    client, List.of("DROP TABLE " + target.retired(table).sql()));
            register.remove(client, table);
            AttachStore.swapped(client, run.migration().id(), false);
            return true;
        });
    }

    /** @return why the way back is closed after the swap; before the swap it never is */
    Optional<String> irreversible(Migration migration) {
        if (AttachStore.bounds(pool, migration.id()).isEmpty() || !swap.swapped(pool, migration)) {
            return Optional.empty();
        }
        Target target = Attaching.target(migration, pool);
        return wayBackClosed(pool, migration.table(), target.retired(migration.table()));
    }

    private static void demand(Optional<String> closed) {
        if (closed.isPresent()) {
            throw new IllegalStateException(closed.get());
        }
    }

    private static Optional<String> wayBackClosed(SqlClient client, TableName table, TableName part) {
        boolean there = client.preparedQuery(
                                "SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2)")
                        .executeAndAwait(Tuple.of(part.sql(), table.sql()))
                        .rowCount()
                > 0;
        if (!there) {
            return Optional.of("%s is no partition of %s any more. Clean up, then undo makes the table plain again."
                    .formatted(part, table));
        }
        long rows = client.preparedQuery(
                        "SELECT count(*) FROM (SELECT FROM %s WHERE tableoid <> to_regclass($1)::oid LIMIT %d) AS others"
                                .formatted(table.sql(), MOST_ROWS_BACK + 1))
                .executeAndAwait(Tuple.of(part.sql()))
                .iterator()
                .next()
                .getLong(0);
        return rows <= MOST_ROWS_BACK
                ? Optional.empty()
                : Optional.of(
                        "More than %,d rows of %s are in other partitions, too many to be moved under a lock. Clean up, then undo makes the table plain again."
                                .formatted(MOST_ROWS_BACK, table));
    }
}
