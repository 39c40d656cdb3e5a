package io.millrace.partition.migrate.run;

import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationState;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Step;
import io.millrace.partition.policy.PartitionConfig;
import io.quarkus.arc.All;
import io.vertx.core.VertxException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Carries migrations on, each on a virtual thread of its own. One runner a migration among all replicas: it holds an
 * advisory lock of its session, which ends with the process; and should it only seem dead, its epoch is outdated and
 * nothing of it is committed any more.
 */
@ApplicationScoped
public class MigrationRunner {
    private static final Logger LOG = Logger.getLogger(MigrationRunner.class);
    private static final String ROLLBACK = "rollback";
    private static final String CLEANUP = "cleanup";
    /** Connection exceptions, insufficient resources, operator intervention: the schedule comes again. */
    private static final Set<String> AWAY = Set.of("08", "53", "57");

    private final java.util.Map<MigrationKind, MigrationSteps> kinds;
    private final MigrationStore store;
    private final Transactions transactions;
    private final FailPoints failPoints;
    private final Pool pool;
    private final Semaphore turns;
    private final Set<Long> mine = ConcurrentHashMap.newKeySet();

    MigrationRunner(
            @All List<MigrationSteps> kinds,
            MigrationStore store,
            Transactions transactions,
            FailPoints failPoints,
            PartitionConfig config,
            Pool pool) {
        this.turns = new Semaphore(config.migration().atOnce(), true);
        this.kinds = kinds.stream().collect(Collectors.toMap(MigrationSteps::kind, Function.identity()));
        this.store = store;
        this.transactions = transactions;
        this.failPoints = failPoints;
        this.pool = pool;
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
        store.working(pool).forEach(this::start);
    }

    /** Carries it on in the background when it is its turn, unless somebody does so already. */
    public void start(long id) {
        if (mine.add(id)) {
            Thread.ofVirtual().name("migration-" + id).start(() -> {
                turns.acquireUninterruptibly();
                try {
                    alone(id);
                } catch (RuntimeException e) {
                    LOG.errorf(e, "migration %d cannot be carried on now; the schedule comes again", id);
                } finally {
                    turns.release();
                    mine.remove(id);
                }
            });
        }
    }

    private void alone(long id) {
        SqlConnection session = pool.getConnectionAndAwait();
        try {
            if (!asked(session, "pg_try_advisory_lock", id)) {
                return;
            }
            try {
                carryOn(id);
            } finally {
                asked(session, "pg_advisory_unlock", id);
            }
        } finally {
            session.closeAndAwait();
        }
    }

    private static boolean asked(SqlConnection session, String function, long id) {
        return session.preparedQuery("SELECT %s(hashtext('millrace.migration'), $1::integer)".formatted(function))
                .executeAndAwait(Tuple.of(Math.toIntExact(id)))
                .iterator()
                .next()
                .getBoolean(0);
    }

    /** Until there is nothing to do; what is to be done may change meanwhile. */
    private void carryOn(long id) {
        Optional<Migration> claimed = store.claim(pool, id);
        while (claimed.isPresent()) {
            Migration migration = claimed.get();
            try {
                work(migration);
            } catch (StoppedException e) {
                LOG.infof("migration %d stops: %s", id, e.getMessage());
            } catch (FailPoints.CrashException e) {
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
            claimed = store.claim(pool, id);
        }
    }

    private static boolean away(RuntimeException e) {
        return e instanceof VertxException && !(e instanceof PgException)
                || e instanceof CompletionException
                || e instanceof PgException refused
                        && (AWAY.contains(refused.getSqlState().substring(0, 2)) || Transactions.busy(refused));
    }

    private void fail(Migration migration, RuntimeException e) {
        LOG.errorf(e, "migration %d failed; it can be resumed or rolled back", migration.id());
        store.transition(pool, migration.id(), MigrationState.FAILED, message(e), migration.state());
    }

    private static String message(RuntimeException e) {
        String detail =
                e instanceof PgException refused && refused.getDetail() != null ? " " + refused.getDetail() : "";
        return Objects.requireNonNullElse(e.getMessage(), e.toString()) + detail;
    }

    private void work(Migration migration) throws InterruptedException {
        MigrationSteps steps = steps(migration.kind());
        switch (migration.state()) {
            case RUNNING -> {
                forward(steps, migration);
                end(migration, steps.reversible() ? MigrationState.SWAPPED : MigrationState.DONE);
            }
            case ROLLING_BACK -> {
                step(migration, new Step(ROLLBACK, steps::rollback));
                end(migration, MigrationState.ROLLED_BACK);
            }
            case CLEANING -> {
                step(migration, new Step(CLEANUP, steps::cleanup));
                end(migration, MigrationState.DONE, steps.next(migration)).ifPresent(this::start);
            }
            case PAUSED, FAILED, SWAPPED, ROLLED_BACK, DONE ->
                throw new IllegalStateException("migration %d is %s".formatted(migration.id(), migration.state()));
        }
    }

    /** From the step it was at: those before it were done to their ends. */
    private void forward(MigrationSteps kind, Migration migration) throws InterruptedException {
        List<Step> steps = kind.steps(migration);
        boolean reached = steps.stream().noneMatch(step -> step.name().equals(migration.step()));
        for (Step step : steps) {
            reached |= step.name().equals(migration.step());
            if (reached) {
                step(migration, step);
            }
        }
    }

    private void step(Migration migration, Step step) throws InterruptedException {
        StepRun run = new StepRun(store, transactions, failPoints, pool, migration);
        run.checkpoint("before " + step.name());
        store.step(pool, migration, step.name());
        LOG.infof("migration %d of %s: %s", migration.id(), migration.table(), step.name());
        step.body().run(run);
        run.checkpoint("after " + step.name());
    }

    private void end(Migration migration, MigrationState state) {
        end(migration, state, Optional.empty());
    }

    /** @return the id of the next one, which a crash can neither lose nor begin twice */
    private Optional<Long> end(Migration migration, MigrationState state, Optional<MigrationRequest> next) {
        Optional<Long> id = transactions.run("the end of migration " + migration.id(), client -> {
            store.fence(client, migration);
            boolean ended = store.transition(client, migration.id(), state, null, migration.state());
            return ended ? next.flatMap(request -> store.add(client, request, 0, 0)) : Optional.empty();
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
