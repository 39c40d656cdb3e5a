package io.millrace.loader.transaction;

import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.ByteRange;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.UnitKey;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Which units of a group are to be loaded, which are in already, and which contradict what is in.
 *
 * @param mine units whose ledger lines this transaction has written
 * @param repeats batches whose units are in already
 * @param dropped batches of jobs that have ended, or that conflict
 * @param conflicts what contradicts what, by job
 * @param freed datasets of which parked units are among the claimed ones
 */
record UnitClaims(
        List<Batch> mine,
        List<Batch> repeats,
        List<Batch> dropped,
        SortedMap<UUID, String> conflicts,
        SortedSet<String> freed) {

    /** Writes the ledger lines of those units that may be loaded. */
    static UnitClaims make(Handle handle, Group group, Map<UUID, JobRow> jobs) {
        UnitClaims claims = new UnitClaims(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeMap<>(), new TreeSet<>());
        SortedMap<UnitKey, Batch> wanted = new TreeMap<>();
        List<Batch> others = new ArrayList<>(group.echoes());
        group.units().forEach((key, batch) -> {
            JobRow job = row(jobs, batch);
            if (job.open() && job.agreesWith(batch.sender()) && job.has(key.number())) {
                wanted.put(key, batch);
            } else {
                others.add(batch);
            }
        });
        Map<UnitKey, Boolean> claimed = Ledger.claim(handle, wanted);
        wanted.forEach((key, batch) -> {
            Boolean parked = claimed.get(key);
            (parked != null ? claims.mine : others).add(batch);
            if (Boolean.TRUE.equals(parked)) {
                claims.freed.add(batch.dataset());
            }
        });
        others.sort(Comparator.comparing(Batch::key)); // repeats are counted in this order
        Map<UnitKey, ByteRange> known =
                Ledger.find(handle, others.stream().map(Batch::key).toList());
        for (Batch batch : others) {
            claims.judge(batch, row(jobs, batch), known);
        }
        for (Batch batch : group.ends()) {
            if (!row(jobs, batch).agreesWith(batch.sender())) {
                claims.conflicts.putIfAbsent(batch.job(), row(jobs, batch).otherCut(batch.sender()));
            }
        }
        return claims;
    }

    private static JobRow row(Map<UUID, JobRow> jobs, Batch batch) {
        return Objects.requireNonNull(jobs.get(batch.job()), () -> "no row of job " + batch.job());
    }

    private void judge(Batch batch, JobRow job, Map<UnitKey, ByteRange> known) {
        ByteRange there = known.get(batch.key());
        ByteRange here = ByteRange.of(batch.message().getRows());
        if (!job.agreesWith(batch.sender())) {
            conflict(batch, job.otherCut(batch.sender()));
        } else if (here.equals(there)) {
            repeats.add(batch);
        } else if (there != null) {
            conflict(
                    batch,
                    "conflict: %s came as %s and as %s: two inputs under one key".formatted(batch.key(), there, here));
        } else if (!job.has(batch.key().number())) {
            conflict(
                    batch,
                    "conflict: %s came, but the input ended after %d units: two inputs under one key"
                            .formatted(batch.key(), job.units()));
        } else {
            dropped.add(batch);
        }
    }

    private void conflict(Batch batch, String reason) {
        dropped.add(batch);
        conflicts.putIfAbsent(batch.job(), reason);
    }
}
