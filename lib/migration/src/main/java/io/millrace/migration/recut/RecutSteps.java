package io.millrace.migration.recut;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.MigrationStep;
import io.millrace.migration.MigrationSteps;
import java.util.List;
import java.util.Optional;

/**
 * Splits and merges partitions. Which groups are left is seen from the catalog alone, before each of them: a group changes
 * it in one transaction, so whoever comes after a crash finds the next one.
 */
public final class RecutSteps implements MigrationSteps {
    private final MigrationContext context;
    private final RecutRun cuts;

    public RecutSteps(MigrationContext context) {
        this.context = context;
        this.cuts = new RecutRun(context);
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.RECUT;
    }

    @Override
    public MigrationRequest completed(MigrationRequest request) {
        return context.completed(request);
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        Optional<Obstacle> unfit = unfit(request);
        if (unfit.isPresent()) {
            return MigrationPlan.refused(request, unfit.get());
        }
        RecutFacts facts = context.transactions()
                .run("partitions of " + request.table(), handle -> RecutFacts.read(handle, context.catalog(), request));
        return RecutPlanner.plan(request, facts, context.settings().lockTimeout());
    }

    private Optional<Obstacle> unfit(MigrationRequest request) {
        String table = "table " + request.table();
        if (request.column() == null) {
            boolean there = context.jdbi()
                    .withHandle(handle -> context.catalog().table(handle, request.table()))
                    .isPresent();
            return Optional.of(new Obstacle(
                    table,
                    there ? "it is not partitioned by range of one column" : "there is no table of this name",
                    "name a partitioned table as schema.table"));
        }
        return request.interval() == null
                ? Optional.of(new Obstacle(table, "interval: is required", "name the time one partition shall hold"))
                : Optional.empty();
    }

    @Override
    public List<MigrationStep> steps(Migration migration) {
        return List.of(new MigrationStep("recut", this::recut));
    }

    private void recut(MigrationRun run) throws InterruptedException {
        MigrationRequest request = run.migration().request();
        for (List<Recut> left = left(request); !left.isEmpty(); left = left(request)) {
            run.checkpoint("group");
            cuts.carryOut(run, left.getFirst());
        }
    }

    private List<Recut> left(MigrationRequest request) {
        return context.transactions()
                .run("partitions of " + request.table(), handle -> RecutFacts.left(handle, context.catalog(), request));
    }

    @Override
    public boolean reversible() {
        return false;
    }

    @Override
    public void rollback(MigrationRun run) {
        cuts.abandon(run);
    }

    /** Nothing is left. */
    @Override
    public void cleanup(MigrationRun run) {}
}
