package io.millrace.loader.transaction;

import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.copy.SqlFailures;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.ledger.StreamLedger;
import io.millrace.loader.original.FetchedOriginals;
import io.millrace.loader.partition.PartitionsOnDemand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * BEGIN and COMMIT around a {@link LoadTransaction}, and what comes before BEGIN because others must not wait for it: job
 * rows and partitions.
 */
public record GroupTransaction(PartitionsOnDemand partitions, LoaderMeters meters) {
    /** A COMMIT whose answer never came. */
    public static final class InDoubtException extends RuntimeException {
        InDoubtException(Failure failure, JdbiException cause) {
            super("the outcome of COMMIT is unknown: " + failure.reason(), cause);
        }
    }

    /**
     * @param handle in auto-commit mode
     * @throws InDoubtException when nobody knows whether it is committed
     */
    public LoadResult run(Handle handle, Group group, AttemptMode mode, FetchedOriginals originals) {
        Map<UUID, JobRow> jobs = jobs(handle, group);
        partitions.ensure(handle, forTables(group, jobs));
        partitions.ensure(handle, forTables(handle, group));
        long begun = System.nanoTime();
        LoadTransaction load = new LoadTransaction(handle, group, jobs, mode, originals, meters);
        AtomicBoolean committing = new AtomicBoolean();
        List<LoadResult.Unit> units;
        try {
            units = handle.inTransaction(same -> {
                List<LoadResult.Unit> loaded = load.run();
                committing.set(true);
                return loaded;
            });
        } catch (JdbiException e) {
            // a server that names a fault of the data has rolled back; of a passing failure nothing is known
            throw committing.get() && SqlFailures.of(e) instanceof Failure.Retry failure
                    ? new InDoubtException(failure, e)
                    : e;
        }
        load.countUnchanged();
        return new LoadResult(units, load.freed(), Duration.ofNanos(System.nanoTime() - begun));
    }

    /** The rows of the group's jobs; those of new jobs are made. */
    private static Map<UUID, JobRow> jobs(Handle handle, Group group) {
        if (group.jobs().isEmpty()) {
            return Map.of();
        }
        Map<UUID, JobRow> jobs = Jobs.read(handle, group.jobs());
        if (jobs.keySet().containsAll(group.jobs())) {
            return jobs;
        }
        Jobs.add(handle, group.senders());
        return Jobs.read(handle, group.jobs());
    }

    /** A job that has ended needs no partitions; its table may be gone, too. */
    private static List<Batch> forTables(Group group, Map<UUID, JobRow> jobs) {
        return group.units().values().stream()
                .filter(batch -> !batch.sender().getDryRun())
                .filter(batch -> {
                    JobRow job = jobs.get(batch.job());
                    return job != null && job.open();
                })
                .toList();
    }

    /** What is in already needs no partitions, nor do streams whose dataset is gone; their table may be gone, too. */
    private static List<Batch> forTables(Handle handle, Group group) {
        SortedMap<StreamKey, List<Batch>> slices = group.slices();
        Map<StreamKey, StreamLedger.Line> lines = StreamLedger.read(handle, slices.keySet());
        return slices.values().stream()
                .flatMap(List::stream)
                .filter(batch -> {
                    StreamLedger.Line line = lines.get(batch.stream());
                    return line != null
                            && line.wanted()
                            && batch.message().getRows().getTo() > line.next();
                })
                .toList();
    }
}
