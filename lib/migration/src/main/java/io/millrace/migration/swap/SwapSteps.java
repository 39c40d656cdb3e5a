package io.millrace.migration.swap;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.MigrationSettings;
import io.millrace.migration.MigrationStep;
import io.millrace.migration.MigrationSteps;
import io.millrace.migration.ResultingSet;
import io.millrace.migration.move.Capture;
import io.millrace.migration.move.Copy;
import io.millrace.migration.move.CopyVerification;
import io.millrace.migration.move.Drain;
import io.millrace.migration.move.Move;
import io.millrace.migration.move.RemainingBlocks;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The rows of a table are copied into another one, which takes its place: a partitioned one that of a plain one (copy), or a
 * plain one that of a partitioned one (undo). The copy comes before the indexes, which are built faster over what is there;
 * the first drain comes between the two, since a row that was copied twice would be in the way of a unique index.
 */
public final class SwapSteps implements MigrationSteps {
    private final MigrationKind kind;
    private final MigrationContext context;
    private final MigrationSettings settings;
    private final Jdbi jdbi;
    private final Swap swap;
    private final IndexBuild indexes;

    /** @param kind {@link MigrationKind#COPY} or {@link MigrationKind#UNDO} */
    public SwapSteps(MigrationKind kind, MigrationContext context) {
        this.kind = kind;
        this.context = context;
        this.settings = context.settings();
        this.jdbi = context.jdbi();
        this.swap = new Swap(context);
        this.indexes = new IndexBuild(context.transactions(), settings.workers());
    }

    @Override
    public MigrationKind kind() {
        return kind;
    }

    @Override
    public MigrationRequest completed(MigrationRequest request) {
        return kind == MigrationKind.UNDO ? context.completed(request) : request;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        SwapFacts facts =
                context.transactions().run("plan for " + request.table(), handle -> SwapFacts.read(handle, request));
        return SwapPlanner.plan(
                request, facts, context.settings(), context.clock().instant());
    }

    @Override
    public List<MigrationStep> steps(Migration migration) {
        Exchange exchange = Exchange.of(migration);
        return List.of(
                new MigrationStep("prepare", run -> run.transaction("new table", handle -> prepare(handle, exchange))),
                new MigrationStep("capture", run -> capture(run, exchange)),
                new MigrationStep("copy", run -> copy(run, exchange)),
                new MigrationStep("settle", run -> new Drain(jdbi, run, forward(exchange)).all()),
                new MigrationStep("index", run -> index(exchange)),
                new MigrationStep(
                        "catch up", run -> new Drain(jdbi, run, forward(exchange)).until(settings.swapRows())),
                new MigrationStep("verify", run -> verify(run, exchange)),
                new MigrationStep("swap", run -> swap.putNewInPlace(run, exchange)),
                new MigrationStep("check foreign keys", run -> swap.finish(run)));
    }

    /** An unfinished one of an earlier attempt is made anew: nothing is in it yet. */
    private boolean prepare(Handle handle, Exchange exchange) {
        TableShape shape = Swap.shape(handle, exchange.table());
        Sql.execute(handle, "SET LOCAL TimeZone = 'UTC'"); // dates become midnights in UTC
        Sql.execute(handle, "DROP TABLE IF EXISTS " + exchange.work().sql());
        Recreation recreation = Recreation.of(shape, exchange.target());
        if (!recreation.refusals().isEmpty()) {
            throw new IllegalStateException(recreation.refusals().toString());
        }
        TableStatements.execute(handle, recreation.create());
        var request = exchange.migration().request();
        if (exchange.becomesPartitioned() && request.interval() != null) {
            Instant now = context.clock().instant();
            SwapTables.makePartitions(
                    handle,
                    exchange.table(),
                    exchange.work(),
                    request.requiredColumn(),
                    request.interval(),
                    now,
                    ResultingSet.ahead(request, now));
            SwapTables.renamePartitions(handle, exchange.work(), exchange.table());
        }
        Swap.remember(handle, exchange.migration(), shape);
        return true;
    }

    private void capture(MigrationRun run, Exchange exchange) {
        run.locking("triggers", handle -> {
            Capture.install(handle, exchange.forwardMove(handle));
            return true;
        });
        run.transaction("ranges", handle -> {
            RemainingBlocks.plan(handle, exchange.migration().id(), SwapTables.leaves(handle, exchange.table()));
            return true;
        });
    }

    private Move forward(Exchange exchange) {
        return jdbi.withHandle(exchange::forwardMove);
    }

    private void copy(MigrationRun run, Exchange exchange) throws InterruptedException {
        new Copy(jdbi, run, forward(exchange), settings.batch()).run(settings.workers());
    }

    private void index(Exchange exchange) throws InterruptedException {
        List<String> statements = context.transactions().run("indexes of " + exchange.table(), handle -> Recreation.of(
                        Swap.shape(handle, exchange.table()), exchange.target())
                .indexes());
        List<String> partitions = exchange.becomesPartitioned()
                ? jdbi.withHandle(handle -> SwapTables.leaves(handle, exchange.work()))
                : List.of();
        indexes.build(exchange.work(), statements, partitions);
        jdbi.useHandle(
                handle -> Sql.execute(handle, "ANALYZE " + exchange.work().sql()));
    }

    @Override
    public void rollback(MigrationRun run) throws InterruptedException {
        Exchange exchange = Exchange.of(run.migration());
        swap.putOldInPlace(run, exchange);
        swap.finish(run);
        remove(run, exchange.forwardName(), exchange.work());
    }

    @Override
    public void cleanup(MigrationRun run) {
        Exchange exchange = Exchange.of(run.migration());
        remove(run, exchange.backwardName(), exchange.retired());
    }

    private static void remove(MigrationRun run, String move, TableName table) {
        run.locking("triggers", handle -> {
            // the parent first, as writers lock: dropping triggers takes partitions in any order, and would deadlock
            TableStatements.lock(handle, run.migration().table());
            Capture.remove(handle, move);
            return true;
        });
        run.transaction("table " + table, handle -> {
            Sql.execute(handle, "DROP TABLE IF EXISTS " + table.sql());
            RemainingBlocks.forget(handle, run.migration().id());
            return true;
        });
    }

    private void verify(MigrationRun run, Exchange exchange) {
        List<String> bounds = jdbi.withHandle(handle -> SwapTables.bounds(handle, exchange.partitioned()));
        new CopyVerification(jdbi, run, forward(exchange)).compare(bounds);
    }
}
