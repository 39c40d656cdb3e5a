package io.millrace.migration.run;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationState;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationStep;
import io.millrace.migration.MigrationSteps;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Lease;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Carries migrations on, each on a virtual thread of its own. One runner a migration among all replicas: it holds an
 * advisory lock of its session, which ends with the process; and should it only seem dead, its epoch is outdated and
 * nothing of it is committed any more.
 */
public class MigrationRunner {
    private static final Logger LOG = Logger.getLogger(MigrationRunner.class);
    private static final String ROLLBACK = "rollback";
    private static final String CLEANUP = "cleanup";
    /** Connection exceptions, insufficient resources, operator intervention: the schedule comes again. */
    private static final Set<String> AWAY = Set.of("08", "53", "57");

    private final Map<MigrationKind, MigrationSteps> kinds;
    private final MigrationStore store;
    private final Transactions transactions;
    private final FailPoint failPoint;
    private final Jdbi jdbi;
    private final Semaphore turns;
    private final Set<Long> mine = ConcurrentHashMap.newKeySet();

    public MigrationRunner(
            List<MigrationSteps> kinds, MigrationStore store, FailPoint failPoint, MigrationContext context) {
        this.turns = new Semaphore(context.settings().atOnce(), true);
        this.kinds = kinds.stream().collect(Collectors.toMap(MigrationSteps::kind, Function.identity()));
        this.store = store;
        this.transactions = context.transactions();
        this.failPoint = failPoint;
        this.jdbi = context.jdbi();
    }

    /** @throws IllegalArgumentException when this release cannot do it */
    public MigrationSteps steps(MigrationKind kind) {
        MigrationSteps steps = kinds.get(kind);
        if (steps == null) {
            throw new IllegalArgumentException("kind: '%s' is not known to this release".formatted(kind.text()));
        }
        return steps;
    }

    /** Carries on what nobody carries on. */
    public void resumeAll() {
        jdbi.withHandle(store::working).forEach(this::start);
    }

    /** Carries it on in the background when it is its turn, unless somebody does so already. */
    public void start(long id) {
        if (mine.add(id)) {
            Thread.ofVirtual().name("migration-" + id).start(() -> {
                turns.acquireUninterruptibly();
                try {
                    lease(id).tryRun(() -> {
                        carryOn(id);
                        return true;
                    });
                } catch (RuntimeException e) {
                    LOG.errorf(e, "migration %d cannot be carried on now; the schedule comes again", id);
                } finally {
                    turns.release();
                    mine.remove(id);
                }
            });
        }
    }

    private Lease lease(long id) {
        return new Lease(jdbi, "millrace.migration", Math.toIntExact(id));
    }

    /** Until there is nothing to do; what is to be done may change meanwhile. */
    private void carryOn(long id) {
        Optional<Migration> claimed = jdbi.withHandle(handle -> store.claim(handle, id));
        while (claimed.isPresent()) {
            Migration migration = claimed.get();
            try {
                work(migration);
            } catch (StoppedException e) {
                LOG.infof("migration %d stops: %s", id, e.getMessage());
            } catch (FailPoint.CrashException e) {
                LOG.warnf("migration %d: died at '%s'", id, e.getMessage());
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (away(e)) {
                    throw e;
                }
                fail(migration, e);
            }
            claimed = jdbi.withHandle(handle -> store.claim(handle, id));
        }
    }

    /** PostgreSQL or a connection to it is not to be had, or somebody is in the way. */
    private static boolean away(RuntimeException e) {
        return e instanceof JdbiException
                && ServerError.of(e)
                        .map(ServerError::sqlState)
                        .filter(state ->
                                state.isEmpty() || AWAY.contains(state.substring(0, 2)) || Transactions.busy(e))
                        .isPresent();
    }

    private void fail(Migration migration, RuntimeException e) {
        LOG.errorf(e, "migration %d failed; it can be resumed or rolled back", migration.id());
        jdbi.useHandle(handle ->
                store.transition(handle, migration.id(), MigrationState.FAILED, message(e), migration.state()));
    }

    private static String message(RuntimeException e) {
        String detail = e instanceof JdbiException
                ? ServerError.of(e).map(ServerError::detail).orElse(null)
                : null;
        String message = e.getMessage() == null ? e.toString() : ServerError.messageOf(e);
        return detail == null ? message : message + " " + detail;
    }

    private void work(Migration migration) throws InterruptedException {
        MigrationSteps steps = steps(migration.kind());
        switch (migration.state()) {
            case RUNNING -> {
                forward(steps, migration);
                end(migration, steps.reversible() ? MigrationState.SWAPPED : MigrationState.DONE);
            }
            case ROLLING_BACK -> {
                step(migration, new MigrationStep(ROLLBACK, steps::rollback));
                end(migration, MigrationState.ROLLED_BACK);
            }
            case CLEANING -> {
                step(migration, new MigrationStep(CLEANUP, steps::cleanup));
                end(migration, MigrationState.DONE, steps.next(migration)).ifPresent(this::start);
            }
            case PAUSED, FAILED, SWAPPED, ROLLED_BACK, DONE ->
                throw new IllegalStateException("migration %d is %s".formatted(migration.id(), migration.state()));
        }
    }

    /** From the step it was at: those before it were done to their ends. */
    private void forward(MigrationSteps kind, Migration migration) throws InterruptedException {
        List<MigrationStep> steps = kind.steps(migration);
        boolean reached = steps.stream().noneMatch(step -> step.name().equals(migration.step()));
        for (MigrationStep step : steps) {
            reached |= step.name().equals(migration.step());
            if (reached) {
                step(migration, step);
            }
        }
    }

    private void step(Migration migration, MigrationStep step) throws InterruptedException {
        StepRun run = new StepRun(store, transactions, failPoint, jdbi, migration);
        run.checkpoint("before " + step.name());
        jdbi.useHandle(handle -> store.step(handle, migration, step.name()));
        LOG.infof("migration %d of %s: %s", migration.id(), migration.table(), step.name());
        step.body().run(run);
        run.checkpoint("after " + step.name());
    }

    private void end(Migration migration, MigrationState state) {
        end(migration, state, Optional.empty());
    }

    /** @return the id of the next one, which a crash can neither lose nor begin twice */
    private Optional<Long> end(Migration migration, MigrationState state, Optional<MigrationRequest> next) {
        Optional<Long> id = transactions.run("the end of migration " + migration.id(), handle -> {
            store.fence(handle, migration);
            boolean ended = store.transition(handle, migration.id(), state, null, migration.state());
            return ended ? next.flatMap(request -> store.add(handle, request, 0, 0)) : Optional.empty();
        });
        LOG.infof("migration %d of %s: %s", migration.id(), migration.table(), state.text());
        return id;
    }

    /** What resuming a failed migration has to do: what failed. */
    public static MigrationState resumed(Migration migration) {
        return switch (Objects.requireNonNullElse(migration.step(), "")) {
            case ROLLBACK -> MigrationState.ROLLING_BACK;
            case CLEANUP -> MigrationState.CLEANING;
            default -> MigrationState.RUNNING;
        };
    }
}
