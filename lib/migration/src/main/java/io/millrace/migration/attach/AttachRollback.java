package io.millrace.migration.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.recreate.PartitionSql;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.migration.shape.TableStatements;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.postgres.Sql;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The partition becomes the table again. */
final class AttachRollback {
    /** What is brought back under the lock: a second's work. */
    private static final int MOST_ROWS_BACK = 100_000;

    private final Jdbi jdbi;
    private final PartitionSets sets;
    private final KeyBuilder keys;

    AttachRollback(MigrationContext context, KeyBuilder keys) {
        this.jdbi = context.jdbi();
        this.sets = context.sets();
        this.keys = keys;
    }

    /** Puts the table back in its place, with the rows that were written to other partitions since. */
    void putInPlaceAgain(MigrationRun run, List<Key> shorter) {
        TableName table = run.migration().table();
        TableName part = run.transaction("partition of " + table, handle -> {
            TargetTable target = AttachStore.target(handle, run.migration());
            demand(obstacleToRollback(handle, table, target.retired(table)));
            return target.retired(table);
        });
        for (Key key : shorter) {
            run.checkpoint("before key " + key.name());
            keys.build(part, key);
        }
        run.locking("swap back of " + table, handle -> {
            TableStatements.lock(handle, table);
            demand(obstacleToRollback(handle, table, part));
            TableShape shape = ShapeReader.read(handle, table).orElseThrow();
            TargetTable target = AttachStore.target(handle, run.migration()).rollback(Kind.PLAIN, null);
            Recreation recreation = AttachSwap.sound(Recreation.of(shape, target));
            TableStatements.execute(handle, recreation.atSwap().subList(0, recreation.renamed()));
            TableStatements.execute(handle, PartitionSql.leave(shape, target, shorter));
            TableStatements.execute(
                    handle,
                    recreation
                            .atSwap()
                            .subList(recreation.renamed(), recreation.atSwap().size()));
            Sql.execute(handle, "DROP TABLE " + target.retired(table).sql());
            sets.forget(handle, table);
            AttachStore.swapped(handle, run.migration().id(), false);
            return true;
        });
    }

    /** @return why a rollback is impossible after the swap; before the swap it never is */
    Optional<String> irreversible(Migration migration) {
        return jdbi.withHandle(handle -> {
            if (AttachStore.bounds(handle, migration.id()).isEmpty() || !AttachSwap.swapped(handle, migration)) {
                return Optional.empty();
            }
            TargetTable target = AttachStore.target(handle, migration);
            return obstacleToRollback(handle, migration.table(), target.retired(migration.table()));
        });
    }

    private static void demand(Optional<String> closed) {
        if (closed.isPresent()) {
            throw new IllegalStateException(closed.get());
        }
    }

    private static Optional<String> obstacleToRollback(Handle handle, TableName table, TableName part) {
        boolean there = handle.select(
                        "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(?) AND inhparent = to_regclass(?))",
                        part.sql(),
                        table.sql())
                .mapTo(Boolean.class)
                .one();
        if (!there) {
            return Optional.of("%s is no partition of %s any more. Clean up, then undo makes the table plain again."
                    .formatted(part, table));
        }
        long rows = handle.select(
                        "SELECT count(*) FROM (SELECT FROM %s WHERE tableoid <> to_regclass(?)::oid LIMIT %d) AS others"
                                .formatted(table.sql(), MOST_ROWS_BACK + 1),
                        part.sql())
                .mapTo(Long.class)
                .one();
        return rows <= MOST_ROWS_BACK
                ? Optional.empty()
                : Optional.of(
                        "More than %,d rows of %s are in other partitions, too many to be moved under a lock. Clean up, then undo makes the table plain again."
                                .formatted(MOST_ROWS_BACK, table));
    }
}
