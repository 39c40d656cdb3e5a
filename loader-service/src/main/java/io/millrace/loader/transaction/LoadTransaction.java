package io.millrace.loader.transaction;

import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.copy.CarefulCopy;
import io.millrace.loader.copy.RowWriter;
import io.millrace.loader.copy.TargetRows;
import io.millrace.loader.failure.RowRefusal;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.ledger.Ledger;
import io.millrace.loader.ledger.RecordRejects;
import io.millrace.loader.ledger.StreamLedger;
import io.millrace.loader.ledger.UnitRejects;
import io.millrace.loader.original.FetchedOriginals;
import io.millrace.loader.original.RefusedRecords;
import io.millrace.loader.original.RefusedRows;
import io.millrace.loader.park.ParkedTable;
import io.millrace.loader.park.Parking;
import io.millrace.postgres.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * One attempt to load a group: rows, rejects, ledger lines and job rows in one transaction. Takes locks in one order
 * (ledger lines by key, streams by key, tables by name, jobs by id), so that loaders with the same units wait and do not
 * deadlock.
 */
final class LoadTransaction {
    private static final Logger LOG = Logger.getLogger(LoadTransaction.class);

    private final Handle handle;
    private final Group group;
    private final Map<UUID, JobRow> jobs;
    private final AttemptMode mode;
    private final FetchedOriginals originals;
    private final LoaderMeters meters;

    private final Map<Batch, SortedMap<Integer, RowRefusal>> refused = new IdentityHashMap<>();
    private final Map<String, Long> unchanged = new HashMap<>();
    private final SortedSet<String> freed = new TreeSet<>();

    /** @param handle in a transaction, which the caller commits */
    LoadTransaction(
            Handle handle,
            Group group,
            Map<UUID, JobRow> jobs,
            AttemptMode mode,
            FetchedOriginals originals,
            LoaderMeters meters) {
        this.handle = handle;
        this.group = group;
        this.jobs = jobs;
        this.mode = mode;
        this.originals = originals;
        this.meters = meters;
    }

    /** @return what became of the units, once it is committed */
    List<LoadResult.Unit> run() {
        UnitClaims claims = UnitClaims.make(handle, group, jobs);
        StreamClaims slices = StreamClaims.make(handle, group, mode.passGaps());
        if (!mode.inDoubt()) {
            for (Batch repeat : claims.repeats()) {
                Ledger.repeat(handle, repeat.key());
                ParkedTable.repeated(handle, repeat.key());
            }
        }
        List<Batch> forTables = Stream.concat(
                        claims.mine().stream().filter(batch -> !batch.sender().getDryRun()), slices.mine().stream())
                .filter(batch -> batch.rowCount() > 0)
                .toList();
        for (TargetRows rows : TargetRows.of(forTables)) {
            copy(rows);
        }
        reject(claims.mine());
        advance(slices);
        originals.expectAll();
        progress(claims.mine());
        new JobEnds(handle, group, claims.conflicts()).write();
        freed.addAll(claims.freed());
        return results(claims, slices);
    }

    /** The datasets of which parked units are in, once it is committed. */
    SortedSet<String> freed() {
        return freed;
    }

    /** Counts the rows that changed nothing, once it is committed. */
    void countUnchanged() {
        unchanged.forEach((dataset, rows) -> meters.rows(dataset, "unchanged", rows));
    }

    private void copy(TargetRows rows) {
        long begun = System.nanoTime();
        // whoever holds or waits for the whole table is seen at once: other datasets must not wait for him in COPY
        Sql.execute(handle, "LOCK TABLE ONLY " + rows.table() + " IN ROW EXCLUSIVE MODE NOWAIT");
        RowWriter writer = RowWriter.to(handle, rows.target());
        RowWriter.Written written =
                mode.careful() ? CarefulCopy.copy(handle, writer, rows) : writer.write(rows.tuples());
        written.refused().forEach((number, refusal) -> {
            TargetRows.RowOf row = rows.row(number);
            refused.computeIfAbsent(row.batch(), batch -> new TreeMap<>()).put(row.row(), refusal);
        });
        if (written.unchanged() > 0) {
            String dataset = rows.batches().getFirst().dataset(); // a table has one
            unchanged.merge(dataset, written.unchanged(), Long::sum);
        }
        meters.copy(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void reject(List<Batch> batches) {
        List<UnitRejects.Of> rejects = new ArrayList<>();
        for (Batch batch : batches) {
            for (Reject reject : batch.message().getRows().getRejectsList()) {
                rejects.add(new UnitRejects.Of(batch.key(), reject));
            }
        }
        for (Batch batch : batches) {
            SortedMap<Integer, RowRefusal> rows = refused.get(batch);
            if (rows != null) {
                tell(batch, batch.key(), rows);
                rejects.addAll(RefusedRows.rejects(batch, rows, originals));
                Ledger.refuse(handle, batch.key(), rows.size());
            }
        }
        UnitRejects.write(handle, rejects);
    }

    /** Writes the rejects of streams, and up to where the streams are in. */
    private void advance(StreamClaims slices) {
        List<RecordRejects.Of> rejects = new ArrayList<>();
        SortedMap<StreamKey, StreamLedger.Advance> advances = new TreeMap<>();
        for (Batch batch : slices.mine()) {
            Rows rows = batch.message().getRows();
            rows.getRejectsList().forEach(reject -> rejects.add(new RecordRejects.Of(batch.stream(), reject)));
            SortedMap<Integer, RowRefusal> refusals = refused.getOrDefault(batch, Collections.emptySortedMap());
            if (!refusals.isEmpty()) {
                tell(batch, batch.stream(), refusals);
                RefusedRecords.rejects(batch, refusals, originals)
                        .forEach(reject -> rejects.add(new RecordRejects.Of(batch.stream(), reject)));
            }
            advances.merge(
                    batch.stream(),
                    new StreamLedger.Advance(
                            rows.getTo(),
                            rows.getCount() - refusals.size(),
                            rows.getRejectsCount() + refusals.size(),
                            rows.getNewestAt()),
                    StreamLedger.Advance::and);
        }
        RecordRejects.write(handle, rejects);
        for (Map.Entry<StreamKey, StreamLedger.Advance> stream : advances.entrySet()) {
            StreamLedger.advance(handle, stream.getKey(), stream.getValue());
            if (slices.held().contains(stream.getKey())) {
                Parking.streamAdvanced(
                        handle, stream.getKey(), stream.getValue().next());
            }
        }
    }

    private void progress(List<Batch> batches) {
        SortedMap<UUID, Jobs.Progress> jobs = new TreeMap<>();
        for (Batch batch : batches) {
            SortedMap<Integer, RowRefusal> rows = refused.getOrDefault(batch, Collections.emptySortedMap());
            long rejects = batch.message().getRows().getRejectsCount() + rows.size();
            jobs.merge(batch.job(), new Jobs.Progress(1, rejects), Jobs.Progress::and);
        }
        Jobs.progress(handle, group.batches().getFirst().place().partition(), jobs);
    }

    private static void tell(Batch batch, Object of, SortedMap<Integer, RowRefusal> refusals) {
        LOG.infof(
                "%s: the database refused %d of %d rows of %s, first: %s",
                batch.place(),
                refusals.size(),
                batch.rowCount(),
                of,
                refusals.firstEntry().getValue().reason());
    }

    private List<LoadResult.Unit> results(UnitClaims claims, StreamClaims slices) {
        List<LoadResult.Unit> units = new ArrayList<>();
        for (List<Batch> mine : List.of(claims.mine(), slices.mine())) {
            for (Batch batch : mine) {
                SortedMap<Integer, RowRefusal> rows = refused.get(batch);
                units.add(new LoadResult.Unit(batch, LoadResult.Outcome.LOADED, rows == null ? 0 : rows.size()));
            }
        }
        LoadResult.Outcome there = mode.inDoubt() ? LoadResult.Outcome.LOADED : LoadResult.Outcome.DUPLICATE;
        for (List<Batch> repeats : List.of(claims.repeats(), slices.repeats())) {
            repeats.forEach(batch -> units.add(new LoadResult.Unit(batch, there, 0)));
        }
        for (List<Batch> dropped : List.of(claims.dropped(), slices.dropped())) {
            dropped.forEach(batch -> units.add(new LoadResult.Unit(batch, LoadResult.Outcome.DROPPED, 0)));
        }
        return units;
    }
}
