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
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.recut.RecutTables.Child;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.Transactions;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * One group of partitions becomes another one. The new ones are made below a parent of their own, where rows find their
 * partition by themselves; in the swap they change their parent. CHECKs that equal the bounds spare the scans.
 */
final class RecutRun {
    private static final String STAGING = "_millrace_cut";

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final MigrationSettings settings;
    private final RecutExchange exchange;

    RecutRun(MigrationContext context) {
        this.jdbi = context.jdbi();
        this.transactions = context.transactions();
        this.settings = context.settings();
        this.exchange = new RecutExchange(context);
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

    static TableName staging(TableName table) {
        return target("").work(table);
    }

    private static TargetTable target(String column) {
        return new TargetTable(TableShape.Kind.PARTITIONED, column, TargetTable.Way.FRESH, STAGING, STAGING);
    }

    static String name(MigrationRun run) {
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
        exchange.prove(run, cut);
        run.checkpoint("before exchange");
        exchange.exchange(run, cut, sources, drain);
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
        if (!TableStatements.hasIndex(handle, staging(run.migration().table()).sql())) {
            recreation(handle, run).indexes().forEach(sql -> execute(handle, sql));
        }
        return true;
    }

    /** Removes all that the group under way has made. */
    void abandon(MigrationRun run) {
        run.locking("triggers", handle -> {
            // as writers lock: the parent first, then partitions
            TableStatements.lock(handle, run.migration().table());
            drop(handle, run);
            RecutTables.defaultPartition(handle, run.migration().table())
                    .ifPresent(other -> RecutExchange.unbound(handle, run, other));
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
