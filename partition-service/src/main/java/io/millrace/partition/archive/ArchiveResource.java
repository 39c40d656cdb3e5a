package io.millrace.partition.archive;

import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveView;
import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.Archived;
import io.millrace.archive.restore.Restore;
import io.millrace.archive.restore.RestorePlan;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.Expired;
import io.millrace.partition.SetKind;
import io.millrace.partition.api.ArchiveApi;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.policy.PartitionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** {@code …/partitions/archives} and what is asked of single partitions. */
@Singleton
@RunOnVirtualThread
public class ArchiveResource implements ArchiveApi {
    private final PartitionSets sets;
    private final PgCatalog catalog;
    private final PartitionExpiry expiry;
    private final Restore restore;
    private final Stores stores;
    private final Event<ExpirySchedule.Due> due;
    private final Jdbi jdbi;

    ArchiveResource(
            PartitionSets sets,
            PgCatalog catalog,
            PartitionExpiry expiry,
            Restore restore,
            Stores stores,
            Event<ExpirySchedule.Due> due,
            Jdbi jdbi) {
        this.sets = sets;
        this.catalog = catalog;
        this.expiry = expiry;
        this.restore = restore;
        this.stores = stores;
        this.due = due;
        this.jdbi = jdbi;
    }

    @Override
    public List<ArchiveView> list(SetKind kind, String name) {
        PartitionSet set = set(kind, name);
        return jdbi.withHandle(handle -> ArchiveLog.of(handle, set.table())).stream()
                .map(ArchiveAnswers::of)
                .toList();
    }

    @Override
    public ArchiveView get(SetKind kind, String name, long id) {
        return ArchiveAnswers.of(line(set(kind, name), id));
    }

    @Override
    public Response archive(SetKind kind, String name, String partition, boolean dryRun) {
        PartitionSet set = set(kind, name);
        if (jdbi.withHandle(handle -> catalog.partitions(handle, set.table())).stream()
                .noneMatch(there -> there.name().equals(partition))) {
            throw ArchiveProblems.unknownPartition(set, partition);
        }
        if (!stores.configured()) {
            throw ArchiveProblems.noArchive(partition);
        }
        List<String> steps = List.of("detach", "write", "verify", "drop");
        if (dryRun) {
            return Response.ok(new ArchivePlan(true, null, partition, steps, List.of(), List.of()))
                    .build();
        }
        Archived line = expiry.begin(set.table(), partition, Expired.ARCHIVE)
                .orElseThrow(() -> ArchiveProblems.unknownPartition(set, partition));
        due.fireAsync(new ExpirySchedule.Due());
        return accepted(new ArchivePlan(false, line.id(), partition, steps, List.of(), List.of()));
    }

    @Override
    public Response restore(SetKind kind, String name, long id, boolean dryRun) {
        Archived line = line(set(kind, name), id);
        RestorePlan plan = restore.plan(line);
        if (dryRun) {
            return Response.ok(ArchiveAnswers.of(plan, true)).build();
        }
        if (!plan.refusals().isEmpty()) {
            throw ArchiveProblems.cannotRestore(plan);
        }
        restore.begin(line);
        due.fireAsync(new ExpirySchedule.Due());
        return accepted(ArchiveAnswers.of(plan, false));
    }

    @Override
    public ArchiveView release(SetKind kind, String name, long id) {
        PartitionSet set = set(kind, name);
        long there = line(set, id).id();
        jdbi.useHandle(handle -> ArchiveLog.hold(handle, there, false));
        return ArchiveAnswers.of(line(set, id));
    }

    private PartitionSet set(SetKind kind, String name) {
        return jdbi.withHandle(handle -> kind.required(handle, sets, name));
    }

    private Archived line(PartitionSet set, long id) {
        return jdbi.withHandle(handle -> ArchiveLog.find(handle, id))
                .filter(line -> line.table().equals(set.table()))
                .orElseThrow(() -> ArchiveProblems.unknownArchive(set, id));
    }

    private static Response accepted(ArchivePlan plan) {
        return Response.accepted(plan).build();
    }
}
