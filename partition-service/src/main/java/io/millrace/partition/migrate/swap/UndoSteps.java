package io.millrace.partition.migrate.swap;

import io.millrace.partition.migrate.Completion;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The rows of all partitions are copied into a plain table, which takes the place of their parent. */
@ApplicationScoped
public class UndoSteps implements MigrationSteps {
    private final Completion completion;
    private final SwapPlanner planner;
    private final SwapSteps steps;

    UndoSteps(Completion completion, SwapPlanner planner, SwapSteps steps) {
        this.completion = completion;
        this.planner = planner;
        this.steps = steps;
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.UNDO;
    }

    @Override
    public MigrationRequest completed(MigrationRequest request) {
        return completion.of(request);
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
