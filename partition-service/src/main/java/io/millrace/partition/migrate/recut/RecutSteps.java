package io.millrace.partition.migrate.recut;

import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationContext;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationPlan.Refusal;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import java.util.List;
import java.util.Optional;

/**
 * Splits and merges partitions. Which groups are left is seen from the catalog alone, before each of them: a group changes
 * it in one transaction, so whoever comes after a crash finds the next one.
 */
public final class RecutSteps implements MigrationSteps {
    private final MigrationContext context;
    private final CutRun cuts;

    public RecutSteps(MigrationContext context) {
        this.context = context;
        this.cuts = new CutRun(context);
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
        Optional<Refusal> unfit = unfit(request);
        if (unfit.isPresent()) {
            return MigrationPlan.refused(request, unfit.get());
        }
        RecutFacts facts = context.transactions()
                .run("partitions of " + request.table(), handle -> RecutFacts.read(handle, context.catalog(), request));
        return RecutPlanner.plan(request, facts, context.settings().lockTimeout());
    }

    private Optional<Refusal> unfit(MigrationRequest request) {
        String table = "table " + request.table();
        if (request.column() == null) {
            boolean there = context.jdbi()
                    .withHandle(handle -> context.catalog().table(handle, request.table()))
                    .isPresent();
            return Optional.of(new Refusal(
                    table,
                    there ? "it is not partitioned by range of one column" : "there is no table of this name",
                    "name a partitioned table as schema.table"));
        }
        return request.interval() == null
                ? Optional.of(new Refusal(table, "interval: is required", "name the time one partition shall hold"))
                : Optional.empty();
    }

    @Override
    public List<Step> steps(Migration migration) {
        return List.of(new Step("recut", this::recut));
    }

    private void recut(Run run) throws InterruptedException {
        MigrationRequest request = run.migration().request();
        for (List<Cut> left = left(request); !left.isEmpty(); left = left(request)) {
            run.checkpoint("group");
            cuts.carryOut(run, left.getFirst());
        }
    }

    private List<Cut> left(MigrationRequest request) {
        return context.transactions()
                .run("partitions of " + request.table(), handle -> RecutFacts.left(handle, context.catalog(), request));
    }

    @Override
    public boolean reversible() {
        return false;
    }

    @Override
    public void rollback(Run run) {
        cuts.abandon(run);
    }

    /** Nothing is left. */
    @Override
    public void cleanup(Run run) {}
}
