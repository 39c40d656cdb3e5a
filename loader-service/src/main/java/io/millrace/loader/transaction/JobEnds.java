package io.millrace.loader.transaction;

import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.park.ParkedTable;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Ends the jobs of a group, in the order of their ids, as their markers and their conflicts want it.
 *
 * @param conflicts what contradicts what, by job; ends that contradict one another are added
 */
record JobEnds(Handle handle, Group group, SortedMap<UUID, String> conflicts) {
    private static final Logger LOG = Logger.getLogger(JobEnds.class);

    void write() {
        for (UUID job : group.jobs()) {
            end(job, of(job, group.ends()));
            of(job, group.stops())
                    .forEach(batch -> Jobs.stop(handle, job, batch.message().getStop()));
            String conflict = conflicts.get(job);
            if (conflict != null) {
                boolean failed = Jobs.fail(handle, job, conflict);
                if (!failed) {
                    Jobs.remark(handle, job, conflict + "; what is loaded is the first of them, as a whole");
                }
                LOG.warnf(
                        "%s: job %s: %s; %s",
                        group, job, conflict, failed ? "the job has failed" : "dropped, since the job had ended");
            }
        }
    }

    private void end(UUID job, List<Batch> ends) {
        for (Batch batch : ends) {
            if (!conflicts.containsKey(job)
                    && !Jobs.end(handle, job, batch.message().getEnd())) {
                conflicts.put(job, "conflict: the input came with two ends: two inputs under one key");
            }
        }
        if (!ends.isEmpty()) {
            ParkedTable.markerIsIn(handle, job);
        }
    }

    private static List<Batch> of(UUID job, List<Batch> markers) {
        return markers.stream().filter(batch -> batch.job().equals(job)).toList();
    }
}
