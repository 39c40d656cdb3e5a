package io.millrace.partition.migrate.swap;

import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** A plain table's rows are copied into a partitioned one, which takes its place. */
@ApplicationScoped
public class CopySteps implements MigrationSteps {
    private final SwapPlanner planner;
    private final SwapSteps steps;

    CopySteps(SwapPlanner planner, SwapSteps steps) {
        this.planner = planner;
        this.steps = steps;
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.COPY;
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        return planner.plan(request);
    }

    @Override
    public List<Step> steps(Migration migration) {
        return steps.steps(migration);
    }

    @Override
    public void rollback(Run run) throws InterruptedException {
        steps.rollBack(run);
    }

    @Override
    public void cleanup(Run run) {
        steps.cleanUp(run);
    }
}
