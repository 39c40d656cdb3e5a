package io.millrace.migration.recut;

import static io.millrace.postgres.Sql.execute;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.move.Capture;
import io.millrace.migration.move.Drain;
import io.millrace.migration.recreate.BoundsCheck;
import io.millrace.migration.recut.RecutTables.Child;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The short transaction in which new partitions take the place of old ones, and the proofs that keep it short. */
final class RecutExchange {
    private static final String BOUNDS = "millrace_bounds";

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final int swapRows;

    RecutExchange(MigrationContext context) {
        this.jdbi = context.jdbi();
        this.transactions = context.transactions();
        this.swapRows = context.settings().swapRows();
    }

    private static BoundsCheck check(MigrationRun run, String table) {
        return new BoundsCheck(table, BOUNDS, run.migration().request().requiredColumn());
    }

    /** What ATTACH would have to look for under its lock is known before. */
    void prove(MigrationRun run, Recut cut) {
        TableName table = run.migration().table();
        List<String> keys = jdbi.withHandle(handle -> RecutTables.foreignKeys(handle, table));
        for (Child child : jdbi.withHandle(handle -> RecutTables.children(handle, RecutRun.staging(table)))) {
            transactions.run("checks of " + child.name(), handle -> {
                keys.forEach(key -> RecutTables.foreignKey(handle, child, key));
                if (!child.isDefault()) {
                    RecutTables.proveBounds(handle, RecutRun.staging(table), child);
                }
                return true;
            });
        }
        if (!cut.ofDefault()) {
            jdbi.withHandle(handle -> RecutTables.defaultPartition(handle, table))
                    .ifPresent(other -> keepOut(run, cut, check(run, other.sql())));
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

    /** Applies the last changes while nobody writes; lets go and catches up when there are too many. */
    void exchange(MigrationRun run, Recut cut, List<String> sources, Drain drain) {
        drain.settle(
                swapRows,
                most -> run.locking("swap", handle -> {
                    TableStatements.lock(handle, run.migration().table());
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
        TableName staging = RecutRun.staging(table);
        List<Child> children = RecutTables.children(handle, staging);
        Optional<TableName> old = RecutTables.defaultPartition(handle, table);
        Capture.remove(handle, RecutRun.name(run));
        for (String source : sources) {
            execute(handle, "ALTER TABLE %s DETACH PARTITION %s".formatted(table.sql(), source));
        }
        for (Child child : children) {
            execute(handle, "ALTER TABLE %s DETACH PARTITION %s".formatted(staging.sql(), child.name()));
            execute(
                    handle,
                    "ALTER TABLE %s ATTACH PARTITION %s %s".formatted(table.sql(), child.name(), child.bound()));
            execute(handle, check(run, child.name()).drop());
        }
        execute(handle, "DROP TABLE " + String.join(", ", sources));
        execute(handle, "DROP TABLE " + staging.sql());
        children.stream().filter(Child::numbered).forEach(child -> RecutTables.rename(handle, child, table));
        if (cut.ofDefault()) {
            RecutTables.takeName(handle, RecutRun.staging(staging), old.orElseThrow());
        } else {
            old.ifPresent(other -> unbound(handle, run, other));
        }
    }

    static void unbound(Handle handle, MigrationRun run, TableName table) {
        execute(handle, check(run, table.sql()).drop());
    }
}
