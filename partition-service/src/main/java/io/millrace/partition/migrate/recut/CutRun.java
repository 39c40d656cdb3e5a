package io.millrace.partition.migrate.recut;

import static io.millrace.contract.dataset.TableName.quote;
import static io.millrace.partition.migrate.recut.RecutTables.execute;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.recut.RecutTables.Child;
import io.millrace.partition.move.Capture;
import io.millrace.partition.move.Copy;
import io.millrace.partition.move.Drain;
import io.millrace.partition.move.Move;
import io.millrace.partition.move.MovedColumns;
import io.millrace.partition.move.Ranges;
import io.millrace.partition.move.Verification;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.policy.PartitionConfig.MigrationConfig;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One group of partitions becomes another one. The new ones are made below a parent of their own, where rows find their
 * partition by themselves; in the swap they change their parent. CHECKs that equal the bounds spare the scans.
 */
@ApplicationScoped
class CutRun {
    private static final String STAGING = "_millrace_cut";
    private static final String BOUNDS = "millrace_bounds";

    private final Pool pool;
    private final Transactions transactions;
    private final ShapeReader shapes;
    private final MigrationConfig config;

    CutRun(Pool pool, Transactions transactions, ShapeReader shapes, PartitionConfig config) {
        this.pool = pool;
        this.transactions = transactions;
        this.shapes = shapes;
        this.config = config.migration();
    }

    /** @return the sources as safe SQL text */
    static List<String> sources(SqlClient client, TableName table, Cut cut) {
        return cut.ofDefault()
                ? List.of(RecutTables.defaultPartition(client, table)
                        .orElseThrow()
                        .sql())
                : cut.sources().stream()
                        .map(partition -> new TableName(table.schema(), partition.name()).sql())
                        .toList();
    }

    private static TableName staging(TableName table) {
        return target("").work(table);
    }

    private static Target target(String column) {
        return new Target(TableShape.Kind.PARTITIONED, column, Target.Way.FRESH, STAGING, STAGING);
    }

    private static String name(Run run) {
        return "migration_" + run.migration().id() + "_cut";
    }

    void carryOut(Run run, Cut cut) throws InterruptedException {
        TableName table = run.migration().table();
        List<String> sources = sources(pool, table, cut);
        run.locking("new partitions", client -> prepare(client, run, cut, sources));
        Move move = move(pool, run, sources);
        run.transaction("ranges", client -> {
            Ranges.plan(client, run.migration().id(), sources);
            return true;
        });
        new Copy(pool, run, move, config.batch()).run(config.workers());
        Drain drain = new Drain(pool, run, move);
        drain.all();
        transactions.run("indexes of " + staging(table), client -> index(client, run));
        drain.until(config.swapRows());
        new Verification(pool, run, move).compare(bounds(cut));
        constrain(run, cut);
        run.checkpoint("before exchange");
        exchange(run, cut, sources, drain);
        run.checkpoint("after exchange");
    }

    private static List<String> bounds(Cut cut) {
        return cut.pieces().stream().map(piece -> piece.lower().toString()).toList();
    }

    private static Move move(SqlClient client, Run run, List<String> sources) {
        TableName table = run.migration().table();
        String column = Objects.requireNonNull(run.migration().request().column());
        MovedColumns columns = MovedColumns.read(client, table.sql(), column, name(run));
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
    private boolean prepare(SqlConnection client, Run run, Cut cut, List<String> sources) {
        TableName table = run.migration().table();
        TableName staging = staging(table);
        if (RecutTables.isFor(client, staging, cut.toString())) {
            return false;
        }
        drop(client, run);
        Ranges.forget(client, run.migration().id(), sources);
        execute(client, "SET LOCAL TimeZone = 'UTC'");
        recreation(client, run).create().forEach(sql -> execute(client, sql));
        cut.pieces().forEach(piece -> RecutTables.make(client, staging, piece));
        for (Child child : RecutTables.children(client, staging)) {
            RecutTables.rename(client, child, table);
        }
        if (cut.ofDefault()) {
            execute(
                    client,
                    "CREATE TABLE %s PARTITION OF %s DEFAULT"
                            .formatted(staging(staging(table)).sql(), staging.sql()));
        }
        RecutTables.mark(client, staging, cut.toString());
        Capture.install(client, move(client, run, sources));
        return true;
    }

    private Recreation recreation(SqlConnection client, Run run) {
        TableShape shape = shapes.read(client, run.migration().table()).orElseThrow();
        return Recreation.of(
                shape, target(Objects.requireNonNull(run.migration().request().column())));
    }

    private boolean index(SqlConnection client, Run run) {
        if (!RecutTables.hasIndex(client, staging(run.migration().table()))) {
            recreation(client, run).indexes().forEach(sql -> execute(client, sql));
        }
        return true;
    }

    /** What ATTACH would have to look for under its lock is known before. */
    private void constrain(Run run, Cut cut) {
        TableName table = run.migration().table();
        String column = quote(Objects.requireNonNull(run.migration().request().column()));
        List<String> keys = RecutTables.foreignKeys(pool, table);
        for (Child child : RecutTables.children(pool, staging(table))) {
            transactions.run("checks of " + child.name(), client -> {
                keys.forEach(key -> RecutTables.foreignKey(client, child, key));
                if (!child.isDefault()) {
                    RecutTables.bound(client, child, BOUNDS, column);
                }
                return true;
            });
        }
        if (!cut.ofDefault()) {
            RecutTables.defaultPartition(pool, table).ifPresent(other -> {
                run.locking("check of " + other, client -> {
                    RecutTables.outsideOf(
                            client,
                            other,
                            BOUNDS,
                            column,
                            cut.pieces().getFirst().lower(),
                            cut.pieces().getLast().upper());
                    return true;
                });
                execute(pool, "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(other.sql(), BOUNDS));
            });
        }
    }

    private void exchange(Run run, Cut cut, List<String> sources, Drain drain) {
        drain.settle(
                config.swapRows(),
                most -> run.locking("swap", client -> {
                    execute(
                            client,
                            "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
                                    .formatted(run.migration().table().sql()));
                    if (!drain.atMost(client, most)) {
                        return false;
                    }
                    drain.rest(client);
                    exchange(client, run, cut, sources);
                    return true;
                }));
    }

    private static void exchange(SqlClient client, Run run, Cut cut, List<String> sources) {
        TableName table = run.migration().table();
        TableName staging = staging(table);
        List<Child> children = RecutTables.children(client, staging);
        Optional<TableName> old = RecutTables.defaultPartition(client, table);
        Capture.remove(client, name(run));
        for (String source : sources) {
            execute(client, "ALTER TABLE %s DETACH PARTITION %s".formatted(table.sql(), source));
        }
        for (Child child : children) {
            execute(client, "ALTER TABLE %s DETACH PARTITION %s".formatted(staging.sql(), child.name()));
            execute(
                    client,
                    "ALTER TABLE %s ATTACH PARTITION %s %s".formatted(table.sql(), child.name(), child.bound()));
            execute(client, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(child.name(), BOUNDS));
        }
        execute(client, "DROP TABLE " + String.join(", ", sources));
        execute(client, "DROP TABLE " + staging.sql());
        children.stream().filter(Child::numbered).forEach(child -> RecutTables.rename(client, child, table));
        if (cut.ofDefault()) {
            RecutTables.takeName(client, staging(staging), old.orElseThrow());
        } else {
            old.ifPresent(other -> unbound(client, other));
        }
    }

    private static void unbound(SqlClient client, TableName table) {
        execute(client, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(table.sql(), BOUNDS));
    }

    /** Removes all that the group under way has made. */
    void abandon(Run run) {
        run.locking("triggers", client -> {
            // as writers lock: the parent first, then partitions
            execute(
                    client,
                    "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
                            .formatted(run.migration().table().sql()));
            drop(client, run);
            RecutTables.defaultPartition(client, run.migration().table()).ifPresent(other -> unbound(client, other));
            return true;
        });
    }

    private static void drop(SqlClient client, Run run) {
        Capture.remove(client, name(run));
        execute(
                client,
                "DROP TABLE IF EXISTS " + staging(run.migration().table()).sql());
    }
}
