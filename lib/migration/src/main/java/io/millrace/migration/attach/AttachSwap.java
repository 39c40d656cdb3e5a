package io.millrace.migration.attach;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.ResultingSet;
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
import io.millrace.postgres.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The short transaction in which a table becomes a partition of its successor, and what goes before and after it. */
final class AttachSwap {
    private static final int MOST_ROUNDS = 5;

    private final Transactions transactions;
    private final PartitionSets sets;
    private final KeyBuilder keys;
    private final Clock clock;

    AttachSwap(MigrationContext context, KeyBuilder keys) {
        this.transactions = context.transactions();
        this.sets = context.sets();
        this.clock = context.clock();
        this.keys = keys;
    }

    static boolean swapped(Handle handle, Migration migration) {
        return handle.select(
                        "SELECT EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(?) AND relkind = 'p')",
                        migration.table().sql())
                .mapTo(Boolean.class)
                .one();
    }

    /** Makes the parent outside the lock, then exchanges; when the table was changed between the two, once more. */
    void swap(MigrationRun run) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<TableShape> prepared = prepare(run);
            if (prepared.isEmpty()) {
                return; // done before a crash
            }
            run.checkpoint("parent is made");
            if (exchange(run, prepared.get())) {
                return;
            }
        }
        throw new IllegalStateException("%s is altered all the time; resume when it is not"
                .formatted(run.migration().table()));
    }

    private Optional<TableShape> prepare(MigrationRun run) {
        TableName table = run.migration().table();
        buildKeys(run);
        return run.transaction("parent of " + table, handle -> {
            if (swapped(handle, run.migration())) {
                return Optional.empty();
            }
            TableShape shape = ShapeReader.read(handle, table).orElseThrow();
            TargetTable target = AttachStore.target(handle, run.migration());
            Recreation recreation = sound(Recreation.of(shape, target));
            String work = target.work(table).sql();
            Sql.execute(handle, "DROP TABLE IF EXISTS " + work);
            TableStatements.execute(handle, recreation.create());
            Sql.execute(handle, "ALTER TABLE %s DROP CONSTRAINT %s".formatted(work, AttachBounds.CHECK));
            TableStatements.execute(handle, recreation.indexes());
            return Optional.of(shape);
        });
    }

    /** Builds what is not there yet of the unique indexes with the time column. */
    void buildKeys(MigrationRun run) {
        TableName table = run.migration().table();
        for (Key key : longer(run)) {
            run.checkpoint("before key " + key.name());
            keys.build(table, key);
        }
    }

    private List<Key> longer(MigrationRun run) {
        return run.transaction("keys of " + run.migration().table(), handle -> {
            if (swapped(handle, run.migration())) {
                return List.<Key>of();
            }
            TableShape shape = ShapeReader.read(handle, run.migration().table()).orElseThrow();
            return PartitionSql.longer(shape, AttachStore.target(handle, run.migration()));
        });
    }

    private boolean exchange(MigrationRun run, TableShape prepared) {
        TableName table = run.migration().table();
        return run.locking("swap of " + table, handle -> {
            TableStatements.lock(handle, table);
            TableShape shape = ShapeReader.read(handle, table).orElseThrow();
            if (!shape.equals(prepared)) {
                return false;
            }
            TargetTable target = AttachStore.target(handle, run.migration());
            AttachBounds bounds =
                    AttachStore.bounds(handle, run.migration().id()).orElseThrow();
            Recreation recreation = Recreation.of(shape, target);
            AttachStore.keep(handle, run.migration().id(), PartitionSql.shorter(shape, target));
            TableStatements.execute(handle, recreation.atSwap().subList(0, recreation.renamed()));
            TableStatements.execute(
                    handle,
                    PartitionSql.join(
                            shape,
                            target,
                            PartitionSql.longer(shape, target),
                            AttachBounds.CHECK,
                            bounds.lower(),
                            bounds.upper()));
            TableStatements.execute(
                    handle,
                    recreation
                            .atSwap()
                            .subList(recreation.renamed(), recreation.atSwap().size()));
            sets.register(handle, ResultingSet.of(run.migration().request()));
            AttachStore.swapped(handle, run.migration().id(), true);
            return true;
        });
    }

    void ahead(MigrationRun run) {
        TableName table = run.migration().table();
        run.transaction(
                "partitions ahead of " + table,
                handle -> fill(handle, run.migration().request()));
        transactions.run("statistics of " + table, handle -> Sql.execute(handle, "ANALYZE " + table.sql()));
    }

    /** @return how many partitions ahead were made */
    private int fill(Handle handle, MigrationRequest request) {
        Instant now = clock.instant();
        return handle.select(
                        "SELECT millrace.fill_partitions(?::regclass, ?, ?, ?)",
                        request.table().sql(),
                        request.requiredInterval().toString(),
                        Sql.utc(now),
                        Sql.utc(ResultingSet.ahead(request, now)))
                .mapTo(Integer.class)
                .one();
    }

    /** Those that were put on again at the swap are checked against the rows that are there. */
    void foreignKeys(MigrationRun run) {
        TableName table = run.migration().table();
        List<String> checks = run.transaction("foreign keys of " + table, handle -> {
            TableShape shape = ShapeReader.read(handle, table).orElseThrow();
            TargetTable target = shape.kind() == Kind.PARTITIONED
                    ? AttachStore.target(handle, run.migration())
                    : TargetTable.plain();
            return Recreation.of(shape, target).afterSwap();
        });
        for (String check : checks) {
            run.checkpoint("before a foreign key");
            transactions.run("foreign key of " + table, handle -> Sql.execute(handle, check));
        }
    }

    static Recreation sound(Recreation recreation) {
        if (!recreation.refusals().isEmpty()) {
            throw new IllegalStateException(recreation.refusals().toString());
        }
        return recreation;
    }
}
