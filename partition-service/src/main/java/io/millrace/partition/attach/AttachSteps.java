package io.millrace.partition.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import io.millrace.partition.shape.PartitionSql;
import io.millrace.partition.shape.PartitionSql.Key;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Attaches a plain table to a new parent of its name. A CHECK that equals the partition's bounds is added NOT VALID and
 * validated, keys that must get the time column are built beside the old ones, both while the table is in use; then one
 * transaction exchanges the names and attaches: PostgreSQL takes the CHECK for proof and looks at no row, so it takes
 * milliseconds whatever the size.
 */
@ApplicationScoped
public class AttachSteps implements MigrationSteps {
    private static final String CHECK_VIOLATION = "23514";

    private final Pool pool;
    private final Transactions transactions;
    private final AttachPlanner planner;
    private final ShapeReader reader;
    private final KeyBuilder keys;
    private final AttachSwap swap;
    private final WayBack wayBack;
    private final Clock clock;

    AttachSteps(
            Pool pool,
            Transactions transactions,
            AttachPlanner planner,
            ShapeReader reader,
            KeyBuilder keys,
            AttachSwap swap,
            WayBack wayBack,
            Clock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.planner = planner;
        this.reader = reader;
        this.keys = keys;
        this.swap = swap;
        this.wayBack = wayBack;
        this.clock = clock;
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.ATTACH;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        return planner.plan(request);
    }

    @Override
    public List<Step> steps(Migration migration) {
        return List.of(
                new Step("bounds", this::bounds),
                new Step("validate", this::validate),
                new Step("keys", swap::buildKeys),
                new Step("swap", swap::swap),
                new Step("ahead", swap::ahead),
                new Step("foreign keys", swap::foreignKeys));
    }

    /** From here on a row outside the bounds is refused, as it would be after the swap. */
    private void bounds(Run run) {
        TableName table = run.migration().table();
        if (AttachStore.bounds(pool, run.migration().id()).isEmpty()) {
            Bounds read = transactions.run("bounds of " + table, client -> read(client, run.migration()));
            run.transaction("bounds of " + table, client -> {
                AttachStore.keep(client, run.migration().id(), read);
                return read;
            });
        }
        run.locking("check of " + table, client -> {
            Bounds bounds = AttachStore.bounds(client, run.migration().id()).orElseThrow();
            return !swap.swapped(client, run.migration())
                    && bounds.addCheck(
                            client, table, Attaching.column(run.migration().request()));
        });
    }

    private Bounds read(SqlConnection client, Migration migration) {
        String column = Attaching.column(migration.request());
        String type =
                plain(client, migration.table()).column(column).orElseThrow().type();
        return Bounds.read(
                client, migration.table(), column, type, migration.request().required(), clock.instant());
    }

    /** Reads the table once; readers and writers go on, and so may a pause: no fence is held for as long as it takes. */
    private void validate(Run run) {
        TableName table = run.migration().table();
        if (swap.swapped(pool, run.migration())) {
            return;
        }
        try {
            transactions.run("check of " + table, client -> client.query(
                            "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table.sql(), Bounds.CHECK))
                    .executeAndAwait());
        } catch (PgException e) {
            if (CHECK_VIOLATION.equals(e.getSqlState())) {
                throw new IllegalStateException(
                        "a row of %s with an older time came while the oldest was looked for; roll back, and begin again"
                                .formatted(table),
                        e);
            }
            throw e;
        }
    }

    @Override
    public Optional<String> irreversible(Migration migration) {
        return wayBack.irreversible(migration);
    }

    @Override
    public void rollback(Run run) {
        TableName table = run.migration().table();
        List<Key> shorter = run.transaction("way back of " + table, client -> {
            if (AttachStore.bounds(client, run.migration().id()).isEmpty()) {
                return List.<Key>of(); // it ended before it had begun
            }
            return swap.swapped(client, run.migration())
                    ? AttachStore.keys(client, run.migration().id())
                    : List.<Key>of();
        });
        boolean swapped = run.transaction("way back of " + table, client -> swap.swapped(client, run.migration()));
        if (swapped) {
            wayBack.back(run, shorter);
        }
        swap.foreignKeys(run);
        tidy(run);
    }

    /** What is left of an attempt before the swap; the table itself is plain. */
    private void tidy(Run run) {
        TableName table = run.migration().table();
        List<Key> left = run.transaction("traces on " + table, client -> {
            TableShape shape = plain(client, table);
            Target target = AttachStore.bounds(client, run.migration().id())
                    .map(bounds -> Target.above(Attaching.column(run.migration().request()), bounds.suffix()))
                    .orElseGet(
                            () -> Target.above(Attaching.column(run.migration().request()), ""));
            client.query("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(table.sql(), Bounds.CHECK))
                    .executeAndAwait();
            client.query("DROP TABLE IF EXISTS " + target.work(table).sql()).executeAndAwait();
            return PartitionSql.longer(shape, target);
        });
        keys.drop(table, left);
    }

    @Override
    public void cleanup(Run run) {
        // nothing is left behind: the table itself is in service, as a partition
    }

    /** The one big partition is split. */
    @Override
    public Optional<MigrationRequest> next(Migration migration) {
        MigrationRequest request = migration.request();
        return Optional.of(new MigrationRequest(
                MigrationKind.RECUT,
                request.table(),
                request.column(),
                request.interval(),
                request.premake(),
                request.retention(),
                request.expired(),
                null,
                null));
    }

    private TableShape plain(SqlConnection client, TableName table) {
        return reader.read(client, table)
                .filter(shape -> shape.kind() == Kind.PLAIN)
                .orElseThrow(() -> new IllegalStateException(
                        "%s is no plain table any more; roll the migration back".formatted(table)));
    }
}
