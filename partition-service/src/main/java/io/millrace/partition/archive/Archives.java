package io.millrace.partition.archive;

import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.PartitionChange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What others ask of the archive. */
public final class Archives {
    private Archives() {}

    /** @return the partitions that are in the archive and nowhere else and hold times of [from, to), in the order of time */
    public static List<Archived> covering(Handle handle, TableName table, Instant from, Instant to) {
        return ArchiveLog.of(handle, table).stream()
                .filter(Archived::onlyInArchive)
                .filter(archived -> archived.holds(from, to))
                .toList();
    }

    /** @return the partitions of [from, to) that are on their way into the archive, or back from it */
    public static List<Archived> underWay(Handle handle, TableName table, Instant from, Instant to) {
        return ArchiveLog.of(handle, table).stream()
                .filter(Archived::isUnderWay)
                .filter(archived -> archived.holds(from, to))
                .toList();
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
