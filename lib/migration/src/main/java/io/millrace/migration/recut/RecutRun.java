package io.millrace.migration.recut;

import static io.millrace.postgres.Sql.execute;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.MigrationSettings;
import io.millrace.migration.move.Capture;
import io.millrace.migration.move.Copy;
import io.millrace.migration.move.CopyVerification;
import io.millrace.migration.move.Drain;
import io.millrace.migration.move.Move;
import io.millrace.migration.move.MovedColumns;
import io.millrace.migration.move.RemainingBlocks;
import io.millrace.migration.recut.RecutTables.Child;
import io.millrace.migration.shape.BoundsCheck;
import io.millrace.migration.shape.Recreation;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TargetTable;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * One group of partitions becomes another one. The new ones are made below a parent of their own, where rows find their
 * partition by themselves; in the swap they change their parent. CHECKs that equal the bounds spare the scans.
 */
final class RecutRun {
    private static final String STAGING = "_millrace_cut";
    private static final String BOUNDS = "millrace_bounds";

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final MigrationSettings settings;

    RecutRun(MigrationContext context) {
        this.jdbi = context.jdbi();
        this.transactions = context.transactions();
        this.settings = context.settings();
    }

    /** @return the sources as safe SQL text */
    static List<String> sources(Handle handle, TableName table, Recut cut) {
        return cut.ofDefault()
                ? List.of(RecutTables.defaultPartition(handle, table)
                        .orElseThrow()
                        .sql())
                : cut.sources().stream()
                        .map(partition -> new TableName(table.schema(), partition.name()).sql())
                        .toList();
    }

    private static TableName staging(TableName table) {
        return target("").work(table);
    }

    private static TargetTable target(String column) {
        return new TargetTable(TableShape.Kind.PARTITIONED, column, TargetTable.Way.FRESH, STAGING, STAGING);
    }

    private static String name(MigrationRun run) {
        return "migration_" + run.migration().id() + "_cut";
    }

    void carryOut(MigrationRun run, Recut cut) throws InterruptedException {
        TableName table = run.migration().table();
        List<String> sources = jdbi.withHandle(handle -> sources(handle, table, cut));
        run.locking("new partitions", handle -> prepare(handle, run, cut, sources));
        Move move = jdbi.withHandle(handle -> move(handle, run, sources));
        run.transaction("ranges", handle -> {
            RemainingBlocks.plan(handle, run.migration().id(), sources);
            return true;
        });
        new Copy(jdbi, run, move, settings.batch()).run(settings.workers());
        Drain drain = new Drain(jdbi, run, move);
        drain.all();
        transactions.run("indexes of " + staging(table), handle -> index(handle, run));
        drain.until(settings.swapRows());
        new CopyVerification(jdbi, run, move).compare(bounds(cut));
        constrain(run, cut);
        run.checkpoint("before exchange");
        exchange(run, cut, sources, drain);
        run.checkpoint("after exchange");
    }

    private static List<String> bounds(Recut cut) {
        return cut.pieces().stream().map(piece -> piece.lower().toString()).toList();
    }

    private static Move move(Handle handle, MigrationRun run, List<String> sources) {
        TableName table = run.migration().table();
        MovedColumns columns =
                MovedColumns.read(handle, table.sql(), run.migration().request().requiredColumn(), name(run));
        return new Move(
                run.migration().id(),
                name(run),
                sources,
                sources.stream().map(source -> "ONLY " + source).toList(),
                staging(table).sql(),
                columns.columns(),
                columns.identity(),
                columns.time(),
                null);
    }

    /** Goes on with what an earlier attempt at the same group has made; what was made for another one is dropped. */
    private boolean prepare(Handle handle, MigrationRun run, Recut cut, List<String> sources) {
        TableName table = run.migration().table();
        TableName staging = staging(table);
        if (RecutTables.isFor(handle, staging, cut.toString())) {
            return false;
        }
        drop(handle, run);
        RemainingBlocks.forget(handle, run.migration().id(), sources);
        execute(handle, "SET LOCAL TimeZone = 'UTC'");
        recreation(handle, run).create().forEach(sql -> execute(handle, sql));
        cut.pieces().forEach(piece -> RecutTables.make(handle, staging, piece));
        for (Child child : RecutTables.children(handle, staging)) {
            RecutTables.rename(handle, child, table);
        }
        if (cut.ofDefault()) {
            execute(
                    handle,
                    "CREATE TABLE %s PARTITION OF %s DEFAULT"
                            .formatted(staging(staging(table)).sql(), staging.sql()));
        }
        RecutTables.mark(handle, staging, cut.toString());
        Capture.install(handle, move(handle, run, sources));
        return true;
    }

    private Recreation recreation(Handle handle, MigrationRun run) {
        TableShape shape = ShapeReader.read(handle, run.migration().table()).orElseThrow();
        return Recreation.of(shape, target(run.migration().request().requiredColumn()));
    }

    private boolean index(Handle handle, MigrationRun run) {
        if (!RecutTables.hasIndex(handle, staging(run.migration().table()))) {
            recreation(handle, run).indexes().forEach(sql -> execute(handle, sql));
        }
        return true;
    }

    /** What ATTACH would have to look for under its lock is known before. */
    private void constrain(MigrationRun run, Recut cut) {
        TableName table = run.migration().table();
        String column = run.migration().request().requiredColumn();
        List<String> keys = jdbi.withHandle(handle -> RecutTables.foreignKeys(handle, table));
        for (Child child : jdbi.withHandle(handle -> RecutTables.children(handle, staging(table)))) {
            transactions.run("checks of " + child.name(), handle -> {
                keys.forEach(key -> RecutTables.foreignKey(handle, child, key));
                if (!child.isDefault()) {
                    RecutTables.proveBounds(handle, staging(table), child);
                }
                return true;
            });
        }
        if (!cut.ofDefault()) {
            jdbi.withHandle(handle -> RecutTables.defaultPartition(handle, table))
                    .ifPresent(other -> keepOut(run, cut, new BoundsCheck(other.sql(), BOUNDS, column)));
        }
    }

    /** No row of the DEFAULT partition may lie where the pieces will be. */
    private void keepOut(MigrationRun run, Recut cut, BoundsCheck check) {
        run.locking("check of " + check.table(), handle -> {
            execute(handle, "SET LOCAL TimeZone = 'UTC'");
            execute(handle, check.drop());
            return execute(
                    handle,
                    check.outside(
                            cut.pieces().getFirst().lower(),
                            cut.pieces().getLast().upper()));
        });
        jdbi.useHandle(handle -> execute(handle, check.validate()));
    }

    private void exchange(MigrationRun run, Recut cut, List<String> sources, Drain drain) {
        drain.settle(
                settings.swapRows(),
                most -> run.locking("swap", handle -> {
                    execute(
                            handle,
                            "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
                                    .formatted(run.migration().table().sql()));
                    if (!drain.atMost(handle, most)) {
                        return false;
                    }
                    drain.rest(handle);
                    exchange(handle, run, cut, sources);
                    return true;
                }));
    }

    private static void exchange(Handle handle, MigrationRun run, Recut cut, List<String> sources) {
        TableName table = run.migration().table();
        TableName staging = staging(table);
        List<Child> children = RecutTables.children(handle, staging);
        Optional<TableName> old = RecutTables.defaultPartition(handle, table);
        Capture.remove(handle, name(run));
        for (String source : sources) {
            execute(handle, "ALTER TABLE %s DETACH PARTITION %s".formatted(table.sql(), source));
        }
        for (Child child : children) {
            execute(handle, "ALTER TABLE %s DETACH PARTITION %s".formatted(staging.sql(), child.name()));
            execute(
                    handle,
                    "ALTER TABLE %s ATTACH PARTITION %s %s".formatted(table.sql(), child.name(), child.bound()));
            execute(
                    handle,
                    new BoundsCheck(
                                    child.name(),
                                    BOUNDS,
                                    run.migration().request().requiredColumn())
                            .drop());
        }
        execute(handle, "DROP TABLE " + String.join(", ", sources));
        execute(handle, "DROP TABLE " + staging.sql());
        children.stream().filter(Child::numbered).forEach(child -> RecutTables.rename(handle, child, table));
        if (cut.ofDefault()) {
            RecutTables.takeName(handle, staging(staging), old.orElseThrow());
        } else {
            old.ifPresent(other -> unbound(handle, run, other));
        }
    }

    private static void unbound(Handle handle, MigrationRun run, TableName table) {
        execute(
                handle,
                new BoundsCheck(table.sql(), BOUNDS, run.migration().request().requiredColumn()).drop());
    }

    /** Removes all that the group under way has made. */
    void abandon(MigrationRun run) {
        run.locking("triggers", handle -> {
            // as writers lock: the parent first, then partitions
            execute(
                    handle,
                    "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
                            .formatted(run.migration().table().sql()));
            drop(handle, run);
            RecutTables.defaultPartition(handle, run.migration().table())
                    .ifPresent(other -> unbound(handle, run, other));
            return true;
        });
    }

    private static void drop(Handle handle, MigrationRun run) {
        Capture.remove(handle, name(run));
        execute(
                handle,
                "DROP TABLE IF EXISTS " + staging(run.migration().table()).sql());
    }
}
