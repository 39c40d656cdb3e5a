package io.millrace.loader.load;

import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Group;
import io.millrace.loader.copy.SqlFailures;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.original.FetchedOriginals;
import io.millrace.loader.original.Originals;
import io.millrace.loader.park.ParkedTable;
import io.millrace.loader.partition.PartitionsOnDemand;
import io.millrace.loader.transaction.AttemptMode;
import io.millrace.loader.transaction.GroupTransaction;
import io.millrace.loader.transaction.LoadResult;
import io.millrace.loader.transaction.StreamClaims;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * One group's attempts, each after what those before have shown. The state of an attempt that failed is never guessed: the
 * group is run again, and the ledger tells what is in.
 */
final class GroupAttempts {
    private static final Logger LOG = Logger.getLogger(GroupAttempts.class);

    private final Group group;
    private final Tools tools;
    private final Patience gaps;
    private final FetchedOriginals originals = new FetchedOriginals();
    private AttemptMode mode = AttemptMode.PLAIN;
    private @Nullable LoadResult loaded;

    /** What all groups are loaded with. */
    record Tools(
            Jdbi jdbi,
            GroupTransaction transactions,
            PartitionsOnDemand partitions,
            Originals originals,
            Duration gapWait,
            LoaderMeters meters) {

        Handle connect() {
            long begun = System.nanoTime();
            try {
                return jdbi.open();
            } finally {
                meters.poolWait(Duration.ofNanos(System.nanoTime() - begun));
            }
        }
    }

    GroupAttempts(Group group, Tools tools) {
        this.group = group;
        this.tools = tools;
        gaps = new Patience(tools.gapWait());
    }

    /** @return what became of the group, once {@link #attempt} had nothing to say against it */
    LoadResult loaded() {
        return loaded == null ? LoadResult.NOTHING : loaded;
    }

    /**
     * Tries as often as it can find another way by itself.
     *
     * @return why the group is not in; null when it is
     */
    @Nullable
    Failure attempt() {
        while (true) {
            Failure failure;
            boolean noPartition = false;
            try {
                once();
                return null;
            } catch (GroupTransaction.InDoubtException e) {
                mode = mode.withDoubt();
                return new Failure.Retry(String.valueOf(e.getMessage()), Failure.AWAY, false);
            } catch (JdbiException e) {
                failure = SqlFailures.of(e);
                noPartition = SqlFailures.noPartition(e);
            } catch (FetchedOriginals.MissingException e) {
                Failure unreachable = fetch();
                if (unreachable != null) {
                    return unreachable;
                }
                continue;
            } catch (StreamClaims.GapException e) {
                if (gaps.isOver(System.nanoTime())) {
                    mode = mode.withoutWaiting();
                    tools.meters().gap();
                    continue;
                }
                return new Failure.Retry(String.valueOf(e.getMessage()), Integer.MAX_VALUE, false);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                LOG.errorf(e, "%s: nobody thought of this", group);
                return Failure.unforeseen(e);
            }
            if (!(failure instanceof Failure.Bisect bisect)) {
                return failure;
            }
            AttemptMode next = mode.afterRefusal(noPartition);
            if (next == null) {
                return new Failure.Park(
                        "refused, though no row is at fault: " + bisect.reason(), bisect.remedy(), false);
            }
            prepare(next, bisect);
            mode = next;
        }
    }

    private void once() {
        try (Handle handle = tools.connect()) {
            if (loaded == null) {
                loaded = tools.transactions().run(handle, group, mode, originals);
                LoadCounts.count(loaded, Instant.now(), tools.meters());
            }
            if (!loaded.freed().isEmpty()) {
                ParkedTable.follow(handle, loaded.freed());
            }
            if (!group.jobs().isEmpty()) {
                Jobs.settle(handle, group.jobs());
            }
        }
    }

    private @Nullable Failure fetch() {
        try {
            originals.fetch(tools.originals());
            return null;
        } catch (Originals.UnreachableException e) {
            return new Failure.Retry(String.valueOf(e.getMessage()), Failure.AWAY, false);
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s: the raw texts of refused rows cannot be fetched", group);
            return Failure.unforeseen(e);
        }
    }

    private void prepare(AttemptMode next, Failure.Bisect failure) {
        // also before the search: a row is not at fault when its partition was taken away meanwhile
        group.batches().stream().filter(batch -> batch.message().hasRows()).forEach(batch -> tools.partitions()
                .forget(batch.message().getRows().getTarget()));
        if (next.careful()) {
            LOG.infof("%s: %s; looking for the rows at fault", group, failure.reason());
            tools.meters().bisect();
        } else {
            LOG.infof("%s: %s; looked the partitions up again", group, failure.reason());
        }
    }
}
