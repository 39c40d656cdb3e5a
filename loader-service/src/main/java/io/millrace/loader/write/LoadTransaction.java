package io.millrace.loader.write;

import io.millrace.contract.message.Reject;
import io.millrace.loader.Meters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.failure.Refusal;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.ledger.Ledger;
import io.millrace.loader.ledger.Rejects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One attempt to load a group: rows, rejects, ledger lines and job rows in one transaction. Takes locks in one order
 * (ledger lines by key, tables by name, jobs by id), so that loaders with the same units wait and do not deadlock.
 */
final class LoadTransaction {
    private static final Logger LOG = Logger.getLogger(LoadTransaction.class);

    private final Connection connection;
    private final Group group;
    private final Map<UUID, JobRow> jobs;
    private final Mode mode;
    private final Originals originals;
    private final Meters meters;

    private final Map<Batch, SortedMap<Integer, Refusal>> refused = new IdentityHashMap<>();
    private final Map<String, Long> unchanged = new HashMap<>();

    /** @param connection in a transaction, which the caller commits */
    LoadTransaction(
            Connection connection, Group group, Map<UUID, JobRow> jobs, Mode mode, Originals originals, Meters meters) {
        this.connection = connection;
        this.group = group;
        this.jobs = jobs;
        this.mode = mode;
        this.originals = originals;
        this.meters = meters;
    }

    /** @return what became of the units, once it is committed */
    List<Loaded.Unit> run() throws SQLException, Originals.UnreachableException {
        Claims claims = Claims.make(connection, group, jobs);
        if (!mode.inDoubt()) {
            for (Batch repeat : claims.repeats()) {
                Ledger.repeat(connection, repeat.key());
            }
        }
        List<Batch> forTables = claims.mine().stream()
                .filter(batch -> batch.rowCount() > 0 && !batch.sender().getDryRun())
                .toList();
        for (TargetRows rows : TargetRows.of(forTables)) {
            copy(rows);
        }
        reject(claims.mine());
        endJobs(claims.conflicts());
        return results(claims);
    }

    /** Counts the rows that changed nothing, once it is committed. */
    void countUnchanged() {
        unchanged.forEach((dataset, rows) -> meters.rows(dataset, "unchanged", rows));
    }

    private void copy(TargetRows rows) throws SQLException {
        long begun = System.nanoTime();
        RowWriter writer = RowWriter.to(connection, rows.target());
        RowWriter.Written written =
                mode.careful() ? CarefulCopy.copy(connection, writer, rows) : writer.write(rows.tuples());
        written.refused().forEach((number, refusal) -> {
            TargetRows.RowOf row = rows.row(number);
            refused.computeIfAbsent(row.batch(), batch -> new TreeMap<>()).put(row.row(), refusal);
        });
        if (written.unchanged() > 0) {
            String dataset = rows.batches().getFirst().sender().getDataset(); // a table has one
            unchanged.merge(dataset, written.unchanged(), Long::sum);
        }
        meters.copy(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void reject(List<Batch> batches) throws SQLException, Originals.UnreachableException {
        List<Rejects.Of> rejects = new ArrayList<>();
        for (Batch batch : batches) {
            for (Reject reject : batch.message().getRows().getRejectsList()) {
                rejects.add(new Rejects.Of(batch.key(), reject));
            }
        }
        for (var entry : refused.entrySet()) {
            Batch batch = entry.getKey();
            LOG.infof(
                    "%s: the database refused %d of %d rows of %s, first: %s",
                    batch.place(),
                    entry.getValue().size(),
                    batch.rowCount(),
                    batch.key(),
                    entry.getValue().firstEntry().getValue().reason());
            rejects.addAll(RefusedRows.rejects(batch, entry.getValue(), originals));
            Ledger.refuse(connection, batch.key(), entry.getValue().size());
        }
        Rejects.write(connection, rejects);
    }

    private void endJobs(SortedMap<UUID, String> conflicts) throws SQLException {
        List<Batch> ends = group.ends();
        List<Batch> stops = group.stops();
        for (UUID id : group.jobs()) {
            for (Batch batch : ends) {
                if (batch.job().equals(id)
                        && !conflicts.containsKey(id)
                        && !Jobs.end(connection, id, batch.message().getEnd())) {
                    conflicts.put(id, "conflict: the input came with two ends: two inputs under one key");
                }
            }
            for (Batch batch : stops) {
                if (batch.job().equals(id)) {
                    Jobs.stop(connection, id, batch.message().getStop());
                }
            }
            String conflict = conflicts.get(id);
            if (conflict != null) {
                boolean failed = Jobs.fail(connection, id, conflict);
                LOG.warnf(
                        "%s: job %s: %s; %s",
                        group, id, conflict, failed ? "the job has failed" : "dropped, since the job had ended");
            }
        }
    }

    private List<Loaded.Unit> results(Claims claims) {
        List<Loaded.Unit> units = new ArrayList<>();
        for (Batch batch : claims.mine()) {
            SortedMap<Integer, Refusal> rows = refused.get(batch);
            units.add(new Loaded.Unit(batch, Loaded.Outcome.LOADED, rows == null ? 0 : rows.size()));
        }
        Loaded.Outcome there = mode.inDoubt() ? Loaded.Outcome.LOADED : Loaded.Outcome.DUPLICATE;
        claims.repeats().forEach(batch -> units.add(new Loaded.Unit(batch, there, 0)));
        claims.dropped().forEach(batch -> units.add(new Loaded.Unit(batch, Loaded.Outcome.DROPPED, 0)));
        return units;
    }
}
