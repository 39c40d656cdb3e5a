package io.millrace.migration.attach;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.MigrationStep;
import io.millrace.migration.MigrationSteps;
import io.millrace.migration.recreate.BoundsCheck;
import io.millrace.migration.recreate.PartitionSql;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Attaches a plain table to a new parent of its name. A CHECK that equals the partition's bounds is added NOT VALID and
 * validated, keys that must get the time column are built beside the old ones, both while the table is in use; then one
 * transaction exchanges the names and attaches: PostgreSQL takes the CHECK for proof and looks at no row, so it takes
 * milliseconds whatever the size.
 */
public final class AttachSteps implements MigrationSteps {
    private final MigrationContext context;
    private final Jdbi jdbi;
    private final Transactions transactions;
    private final KeyBuilder keys;
    private final AttachSwap swap;
    private final AttachRollback rollback;

    public AttachSteps(MigrationContext context) {
        this.context = context;
        this.jdbi = context.jdbi();
        this.transactions = context.transactions();
        this.keys = new KeyBuilder(jdbi);
        this.swap = new AttachSwap(context, keys);
        this.rollback = new AttachRollback(context, keys);
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.ATTACH;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        return AttachPlanner.incomplete(request)
                .map(refusal -> MigrationPlan.refused(request, refusal))
                .orElseGet(() -> AttachPlanner.plan(
                        request,
                        transactions.run(
                                "plan for " + request.table(),
                                handle -> AttachFacts.read(
                                        handle, request, context.clock().instant())),
                        context.settings().lockTimeout()));
    }

    @Override
    public List<MigrationStep> steps(Migration migration) {
        return List.of(
                new MigrationStep("bounds", this::bounds),
                new MigrationStep("validate", this::validate),
                new MigrationStep("keys", swap::buildKeys),
                new MigrationStep("swap", swap::swap),
                new MigrationStep("ahead", swap::ahead),
                new MigrationStep("foreign keys", swap::foreignKeys));
    }

    /** From here on a row outside the bounds is refused, as it would be after the swap. */
    private void bounds(MigrationRun run) {
        TableName table = run.migration().table();
        if (jdbi.withHandle(handle -> AttachStore.bounds(handle, run.migration().id()))
                .isEmpty()) {
            AttachBounds read = transactions.run("bounds of " + table, handle -> read(handle, run.migration()));
            run.transaction("bounds of " + table, handle -> {
                AttachStore.keep(handle, run.migration().id(), read);
                return read;
            });
        }
        run.locking("check of " + table, handle -> {
            AttachBounds bounds =
                    AttachStore.bounds(handle, run.migration().id()).orElseThrow();
            return !AttachSwap.swapped(handle, run.migration())
                    && bounds.addCheck(handle, table, run.migration().request().requiredColumn());
        });
    }

    private static BoundsCheck check(MigrationRun run) {
        return AttachBounds.check(
                run.migration().table(), run.migration().request().requiredColumn());
    }

    private AttachBounds read(Handle handle, Migration migration) {
        String column = migration.request().requiredColumn();
        String type =
                plain(handle, migration.table()).column(column).orElseThrow().type();
        return AttachBounds.read(
                handle,
                migration.table(),
                column,
                type,
                migration.request().requiredInterval(),
                context.clock().instant());
    }

    /** Reads the table once; readers and writers go on, and so may a pause: no fence is held for as long as it takes. */
    private void validate(MigrationRun run) {
        TableName table = run.migration().table();
        if (jdbi.withHandle(handle -> AttachSwap.swapped(handle, run.migration()))) {
            return;
        }
        try {
            transactions.run(
                    "check of " + table,
                    handle -> Sql.execute(handle, check(run).validate()));
        } catch (JdbiException e) {
            if (SqlState.CHECK_VIOLATION.equals(ServerError.stateOf(e))) {
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
        return rollback.irreversible(migration);
    }

    @Override
    public void rollback(MigrationRun run) {
        TableName table = run.migration().table();
        List<Key> shorter = run.transaction("rollback of " + table, handle -> {
            if (AttachStore.bounds(handle, run.migration().id()).isEmpty()) {
                return List.<Key>of(); // it ended before it had begun
            }
            return AttachSwap.swapped(handle, run.migration())
                    ? AttachStore.keys(handle, run.migration().id())
                    : List.<Key>of();
        });
        boolean swapped =
                run.transaction("rollback of " + table, handle -> AttachSwap.swapped(handle, run.migration()));
        if (swapped) {
            rollback.putInPlaceAgain(run, shorter);
        }
        swap.foreignKeys(run);
        tidy(run);
    }

    /** What is left of an attempt before the swap; the table itself is plain. */
    private void tidy(MigrationRun run) {
        TableName table = run.migration().table();
        List<Key> left = run.transaction("traces on " + table, handle -> {
            TableShape shape = plain(handle, table);
            String column = run.migration().request().requiredColumn();
            TargetTable target = AttachStore.bounds(handle, run.migration().id())
                    .map(bounds -> bounds.target(column))
                    .orElseGet(() -> TargetTable.above(column, ""));
            Sql.execute(handle, check(run).drop());
            Sql.execute(handle, "DROP TABLE IF EXISTS " + target.work(table).sql());
            return PartitionSql.longer(shape, target);
        });
        keys.drop(table, left);
    }

    @Override
    public void cleanup(MigrationRun run) {
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

    private static TableShape plain(Handle handle, TableName table) {
        return ShapeReader.read(handle, table)
                .filter(shape -> shape.kind() == Kind.PLAIN)
                .orElseThrow(() -> new IllegalStateException(
                        "%s is no plain table any more; roll the migration back".formatted(table)));
    }
}
