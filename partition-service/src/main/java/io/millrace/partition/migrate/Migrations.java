package io.millrace.partition.migrate;

import static io.millrace.api.migration.MigrationState.CLEANING;
import static io.millrace.api.migration.MigrationState.FAILED;
import static io.millrace.api.migration.MigrationState.PAUSED;
import static io.millrace.api.migration.MigrationState.ROLLING_BACK;
import static io.millrace.api.migration.MigrationState.RUNNING;
import static io.millrace.api.migration.MigrationState.SWAPPED;

import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationState;
import io.millrace.api.migration.MigrationView;
import io.millrace.migration.Migration;
import io.millrace.migration.run.CopyProgress;
import io.millrace.migration.run.MigrationRunner;
import io.millrace.migration.run.MigrationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** What people ask of migrations. */
@ApplicationScoped
public class Migrations {
    private static final int MOST = 100;

    private final MigrationStore store;
    private final MigrationRunner runner;
    private final Jdbi jdbi;

    Migrations(MigrationStore store, MigrationRunner runner, Jdbi jdbi) {
        this.store = store;
        this.runner = runner;
        this.jdbi = jdbi;
    }

    /** Touches nothing. */
    public MigrationPlan plan(MigrationRequest request) {
        return runner.steps(request.kind()).plan(completed(request));
    }

    private MigrationRequest completed(MigrationRequest request) {
        return runner.steps(request.kind()).completed(request);
    }

    /**
     * Begins in the background.
     *
     * @throws io.millrace.api.ProblemException 409 with all that stands in the way
     */
    public MigrationView begin(MigrationRequest wanted) {
        MigrationRequest request = completed(wanted);
        MigrationPlan plan = runner.steps(request.kind()).plan(request);
        if (!plan.refusals().isEmpty()) {
            throw MigrationProblems.refused(plan);
        }
        long id = jdbi.withHandle(handle -> store.add(handle, request, plan.rows(), plan.bytes()))
                .orElseThrow(() -> MigrationProblems.running(request));
        runner.start(id);
        return get(id);
    }

    /** @return the newest hundred */
    public List<MigrationView> list() {
        return jdbi.withHandle(handle -> store.newest(handle, MOST)).stream()
                .map(this::view)
                .toList();
    }

    /** @throws io.millrace.api.ProblemException 404 when there is none */
    public MigrationView get(long id) {
        return view(required(id));
    }

    private MigrationView view(Migration migration) {
        CopyProgress progress = jdbi.withHandle(handle -> CopyProgress.read(handle, migration.id()));
        return new MigrationView(
                migration.id(),
                migration.request(),
                migration.state(),
                migration.step(),
                migration.rowsTotal(),
                progress.rows(),
                progress.rowsPerSecond(),
                migration.state() == RUNNING ? progress.secondsLeft() : null,
                progress.rangesVerified(),
                migration.longestStallMillis(),
                migration.createdAt(),
                migration.swappedAt(),
                migration.finishedAt(),
                migration.error());
    }

    private Migration required(long id) {
        return jdbi.withHandle(handle -> store.find(handle, id)).orElseThrow(() -> MigrationProblems.unknown(id));
    }

    /** After the batch that is being copied, or the step that cannot be divided. */
    public MigrationView pause(long id) {
        return change(id, "pause", PAUSED, RUNNING);
    }

    /** Goes on with the step at which it was paused, or repeats the one that failed. */
    public MigrationView resume(long id) {
        return change(id, "resume", MigrationRunner.resumed(required(id)), PAUSED, FAILED);
    }

    public MigrationView rollBack(long id) {
        if (MigrationRunner.resumed(required(id)) == CLEANING) {
            throw MigrationProblems.wrongState(required(id), "roll back", "not cleaned up yet; resume it");
        }
        runner.steps(required(id).kind()).irreversible(required(id)).ifPresent(reason -> {
            throw MigrationProblems.irreversible(required(id), reason);
        });
        return change(id, "roll back", ROLLING_BACK, RUNNING, PAUSED, FAILED, SWAPPED);
    }

    public MigrationView cleanUp(long id) {
        return change(id, "clean up", CLEANING, SWAPPED);
    }

    private MigrationView change(long id, String verb, MigrationState to, MigrationState... from) {
        if (!jdbi.withHandle(handle -> store.transition(handle, id, to, null, from))) {
            String allowed = Stream.of(from).map(MigrationState::text).collect(Collectors.joining(" or "));
            throw MigrationProblems.wrongState(required(id), verb, allowed);
        }
        if (to.working()) {
            runner.start(id);
        }
        return get(id);
    }
}
