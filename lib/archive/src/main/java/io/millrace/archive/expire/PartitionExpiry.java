package io.millrace.archive.expire;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.apply.Detach;
import io.millrace.partitioning.apply.Expiry;
import io.millrace.partitioning.plan.PartitionChange;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Lets partitions leave their table, each written down before. */
public final class PartitionExpiry implements Expiry {
    private final Jdbi jdbi;
    private final Transactions transactions;
    private final Detach detach;
    private final Stores stores;
    private final FailPoint failPoint;

    public PartitionExpiry(Jdbi jdbi, Transactions transactions, Detach detach, Stores stores, FailPoint failPoint) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.detach = detach;
        this.stores = stores;
        this.failPoint = failPoint;
    }

    @Override
    public Optional<String> expire(TableName table, String partition) {
        Expired expired =
                jdbi.withHandle(handle -> ArchiveLog.policy(handle, table)).orElse(Expired.KEEP);
        Optional<Archived> line = begin(table, partition, expired);
        line.ifPresent(this::detach);
        return line.map(Archived::partition);
    }

    /**
     * Writes down that the partition is to be detached, and nothing else.
     *
     * @return nothing when there is no such partition
     * @throws IllegalStateException when it is to be archived and there is no archive
     */
    public Optional<Archived> begin(TableName table, String partition, Expired expired) {
        if (expired == Expired.ARCHIVE && !stores.configured()) {
            throw new IllegalStateException("%s stays where it is: %s".formatted(partition, Stores.REMEDY));
        }
        return transactions.run(
                "expiry of " + partition, handle -> ArchiveLog.begin(handle, table, partition, expired));
    }

    /** Detaches the partition, or finishes it, or finds that it has been done. */
    void detach(Archived line) {
        ArchiveStep.ASKED.reached(failPoint);
        boolean there = detach.detach(line.table(), line.partition(), line.oid());
        ArchiveStep.DETACHED.reached(failPoint);
        jdbi.useHandle(handle -> ArchiveLog.reached(handle, line, there ? ArchiveState.DETACHED : ArchiveState.GONE));
    }

    /** @return the changes without those that would detach a partition that is held: it was restored for somebody */
    public static List<PartitionChange> withoutHeld(Handle handle, TableName table, List<PartitionChange> changes) {
        if (changes.stream().noneMatch(PartitionChange.Overdue.class::isInstance)) {
            return changes;
        }
        Set<String> held = ArchiveLog.of(handle, table).stream()
                .filter(Archived::held)
                .map(Archived::partition)
                .collect(Collectors.toSet());
        return changes.stream()
                .filter(change -> !(change instanceof PartitionChange.Overdue overdue
                        && held.contains(overdue.partition().name())))
                .toList();
    }
}
