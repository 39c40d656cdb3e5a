package io.millrace.loader.write;

import io.millrace.loader.LoaderConfig;
import io.millrace.loader.Meters;
import io.millrace.loader.batch.Group;
import io.millrace.loader.failure.Backoff;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.partition.Partitions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Loads groups, as often as it takes. The state of an attempt that failed is never guessed: the group is run again, and the
 * ledger tells what is in.
 */
@Singleton
public class GroupLoader {
    private static final Logger LOG = Logger.getLogger(GroupLoader.class);

    private final DataSource pool;
    private final GroupTransaction transactions;
    private final Meters meters;
    private final Backoff backoff;
    private final Duration gapWait;
    private final Partitions partitions;

    public GroupLoader(DataSource pool, LoaderConfig config, Originals originals, Meters meters) {
        this.pool = pool;
        this.meters = meters;
        backoff = new Backoff(config.retry().first(), config.retry().most());
        gapWait = config.stream().gapWait();
        partitions = new Partitions(config.partition().lockTimeout());
        transactions = new GroupTransaction(partitions, originals, meters);
    }

    /** How the caller has a loader wait between attempts. */
    @FunctionalInterface
    public interface Pause {
        /** @return false when there is no point in a further attempt, because the caller is closing */
        boolean pause(Failure.Retry failure, int failures, Duration delay) throws InterruptedException;
    }

    /** Loads the group, or says why not. */
    public Outcome load(Group group, Pause pause) throws InterruptedException {
        Mode mode = Mode.PLAIN;
        Loaded loaded = null;
        int failures = 0;
        Waiting gaps = new Waiting(gapWait);
        while (true) {
            Failure failure;
            boolean noPartition = false;
            try (Connection connection = connect()) {
                if (loaded == null) {
                    loaded = transactions.run(connection, group, mode);
                    Tally.count(loaded, Instant.now(), meters);
                }
                if (!group.jobs().isEmpty()) {
                    Jobs.settle(connection, group.jobs());
                }
                return new Outcome.Done(loaded);
            } catch (GroupTransaction.InDoubtException e) {
                mode = mode.withDoubt();
                failure = new Failure.Retry(String.valueOf(e.getMessage()));
            } catch (SQLException e) {
                failure = SqlFailures.of(e);
                noPartition = SqlFailures.noPartition(e);
            } catch (Originals.UnreachableException e) {
                failure = new Failure.Retry(String.valueOf(e.getMessage()));
            } catch (Slices.GapException e) {
                failure = new Failure.Retry(String.valueOf(e.getMessage()));
                if (gaps.isOver(System.nanoTime())) {
                    mode = mode.withoutWaiting();
                    meters.gap();
                }
            }
            switch (failure) {
                case Failure.Retry retry -> {
                    meters.retry();
                    failures++;
                    Duration delay =
                            backoff.delay(failures, ThreadLocalRandom.current().nextDouble());
                    if (!pause.pause(retry, failures, delay)) {
                        return new Outcome.Abandoned(); // committed or not, it is not settled
                    }
                }
                case Failure.Bisect bisect -> {
                    Mode next = mode.afterRefusal(noPartition);
                    if (next == null) {
                        return new Outcome.Stopped("refused, though no row is at fault: " + bisect.reason());
                    }
                    prepare(next, group, bisect);
                    mode = next;
                }
                case Failure.Stop stop -> {
                    return new Outcome.Stopped(stop.reason());
                }
            }
        }
    }

    private void prepare(Mode mode, Group group, Failure.Bisect failure) {
        // also before the search: a row is not at fault when its partition was taken away meanwhile
        group.batches().stream()
                .filter(batch -> batch.message().hasRows())
                .forEach(batch -> partitions.forget(batch.message().getRows().getTarget()));
        if (mode.careful()) {
            LOG.infof("%s: %s; looking for the rows at fault", group, failure.reason());
            meters.bisect();
        } else {
            LOG.infof("%s: %s; looked the partitions up again", group, failure.reason());
        }
    }

    private Connection connect() throws SQLException {
        long begun = System.nanoTime();
        try {
            return pool.getConnection();
        } finally {
            meters.poolWait(Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
