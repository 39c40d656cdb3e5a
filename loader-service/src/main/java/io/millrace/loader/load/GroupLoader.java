package io.millrace.loader.load;

import io.millrace.edge.retry.Backoff;
import io.millrace.loader.LoaderConfig;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.copy.SqlFailures;
import io.millrace.loader.failure.Breaker;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.Remedies;
import io.millrace.loader.original.Originals;
import io.millrace.loader.park.Parking;
import io.millrace.loader.partition.PartitionsOnDemand;
import io.millrace.loader.transaction.GroupTransaction;
import io.millrace.loader.transaction.LoadResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Loads groups, as often as it takes, and whatever is in them:
 *
 * <pre>
 *   a passing failure          ──▶ the same group again, after a pause
 *   any other, or it stays     ──▶ each half of the group on its own, down to the batch at fault
 *   the batch at fault         ──▶ parked; so are its table's further batches, for a while, without an attempt
 *   it cannot be parked either ──▶ PostgreSQL is away: the same again, after a pause
 * </pre>
 */
@Singleton
public class GroupLoader {
    /** A table that takes nothing is tried again after so many of the first waits at most. */
    private static final int LONGEST_BREAK = 12;

    /** Locks go away sooner than people mend things. */
    private static final int SOONER = 5;

    private final GroupAttempts.Tools tools;
    private final Parking parking;
    private final Backoff backoff;
    private final Breaker breaker;
    private final Duration first;

    public GroupLoader(Jdbi jdbi, LoaderConfig config, Originals originals, LoaderMeters meters) {
        LoaderConfig.PartitionConfig onDemand = config.partition();
        PartitionsOnDemand partitions =
                new PartitionsOnDemand(onDemand.lockTimeout(), onDemand.mostAnHour(), onDemand.atOnce());
        tools = new GroupAttempts.Tools(
                jdbi,
                new GroupTransaction(partitions, meters),
                partitions,
                originals,
                config.stream().gapWait(),
                meters);
        parking = new Parking(config.parked(), meters);
        backoff = new Backoff(config.retry().first(), config.retry().most());
        first = config.parked().first();
        breaker = new Breaker(first.multipliedBy(LONGEST_BREAK));
    }

    /** How the caller has a loader wait between attempts. */
    @FunctionalInterface
    public interface Pause {
        /** @return false when there is no point in a further attempt, because the caller is closing */
        boolean pause(Failure failure, int failures, Duration delay) throws InterruptedException;
    }

    /** Whether the batch is not going to be loaded now, so that it must have a group of its own. */
    public boolean goesAlone(Batch batch) {
        return known(batch).isPresent();
    }

    /** @return why the batch need not be tried: transform could make no rows of it, or its table takes nothing at present */
    private Optional<Failure> known(Batch batch) {
        if (batch.isParked()) {
            var parked = batch.message().getParked();
            String remedy = parked.getUnit().isEmpty() ? Remedies.MALFORMED : Remedies.DEFINITION;
            return Optional.of(new Failure.Park(parked.getCause(), remedy, false));
        }
        return batch.delivery().again() ? Optional.empty() : breaker.refuses(batch.table(), System.nanoTime());
    }

    /** Loads the group, or parks what cannot be loaded of it. */
    public Outcome load(Group group, Pause pause) throws InterruptedException {
        return load(group, pause, Integer.MAX_VALUE);
    }

    /** @param mostAttempts at failures that pass, whatever they say */
    private Outcome load(Group group, Pause pause, int mostAttempts) throws InterruptedException {
        boolean single = group.batches().size() == 1;
        if (!single && group.batches().stream().anyMatch(this::goesAlone)) {
            return apart(group, pause);
        }
        Batch only = group.batches().getFirst();
        GroupAttempts loading = new GroupAttempts(group, tools);
        for (int failures = 1; ; failures++) {
            Optional<Failure> known = single ? known(only) : Optional.empty();
            Failure failure = known.orElseGet(loading::attempt);
            if (failure == null) {
                group.batches().forEach(batch -> breaker.reset(batch.table()));
                return new Outcome.Done(loading.loaded());
            }
            if (!(failure instanceof Failure.Retry passing) || failures >= Math.min(mostAttempts, passing.attempts())) {
                if (!single) {
                    return apart(group, pause);
                }
                Failure away = park(only, failure);
                if (away == null) {
                    return new Outcome.Done(LoadResult.NOTHING);
                }
                failure = away;
            }
            tools.meters().retry();
            Duration delay = backoff.delay(failures);
            if (!pause.pause(failure, failures, delay)) {
                return new Outcome.Abandoned(); // committed or not, it is not settled
            }
        }
    }

    /** Attempts have been made together; each half gets one. */
    private Outcome apart(Group group, Pause pause) throws InterruptedException {
        LoadResult all = LoadResult.NOTHING;
        for (Group half : group.halves()) {
            switch (load(half, pause, 1)) {
                case Outcome.Done done -> all = all.and(done.loaded());
                case Outcome.Abandoned abandoned -> {
                    return abandoned;
                }
            }
        }
        return new Outcome.Done(all);
    }

    /** @return why PostgreSQL did not take it; null when it is parked */
    private @Nullable Failure park(Batch batch, Failure failure) {
        Failure refused = tryToPark(batch, failure.reason(), failure.remedy(), firstWait(failure));
        if (refused != null && !(refused instanceof Failure.Retry)) {
            // what it says of itself cannot be stored: keep the bytes
            String cause = failure.reason() + "; and it cannot be parked as what it says it is: " + refused.reason();
            refused = tryToPark(Batch.unreadable(batch.delivery(), cause), cause, Remedies.MALFORMED, first);
        }
        if (refused != null) {
            String reason = failure.reason() + "; and it cannot be parked: " + refused.reason();
            return new Failure.Retry(reason, Failure.AWAY, false);
        }
        boolean ofTable =
                switch (failure) {
                    case Failure.Park park -> park.ofTable();
                    case Failure.Retry retry -> retry.ofTable();
                    case Failure.Bisect bisect -> false;
                };
        if (ofTable && !batch.table().isEmpty() && !goesAlone(batch)) {
            breaker.trip(batch.table(), failure, firstWait(failure), System.nanoTime());
        }
        return null;
    }

    private Duration firstWait(Failure failure) {
        return failure instanceof Failure.Retry ? first.dividedBy(SOONER) : first;
    }

    /** @return why not; null when it is parked */
    private @Nullable Failure tryToPark(Batch batch, String cause, String remedy, Duration firstWait) {
        try (Handle handle = tools.connect()) {
            parking.park(handle, batch, cause, remedy, firstWait);
            return null;
        } catch (JdbiException e) {
            return SqlFailures.of(e);
        } catch (RuntimeException e) {
            return Failure.unforeseen(e);
        }
    }
}
