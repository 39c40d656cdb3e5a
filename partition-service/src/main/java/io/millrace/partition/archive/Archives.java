package io.millrace.partition.archive;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.plan.PartitionChange;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What others ask of the archive. */
@ApplicationScoped
public class Archives {
    private final ArchiveLog log;

    Archives(ArchiveLog log) {
        this.log = log;
    }

    /** @return the partitions that are in the archive and nowhere else and hold times of [from, to), in the order of time */
    public List<Archived> covering(SqlClient client, TableName table, Instant from, Instant to) {
        return log.of(client, table).stream()
                .filter(Archived::onlyInArchive)
                .filter(archived -> archived.holds(from, to))
                .toList();
    }

    /** @return the partitions of [from, to) that are on their way into the archive, or back from it */
    public List<Archived> underWay(SqlClient client, TableName table, Instant from, Instant to) {
        return log.of(client, table).stream()
                .filter(Archived::isUnderWay)
                .filter(archived -> archived.holds(from, to))
                .toList();
    }

    /** @return the changes without those that would detach a partition that is held: it was restored for somebody */
    public List<PartitionChange> withoutHeld(SqlClient client, TableName table, List<PartitionChange> changes) {
        if (changes.stream().noneMatch(PartitionChange.Overdue.class::isInstance)) {
            return changes;
        }
        Set<String> held = log.of(client, table).stream()
                .filter(Archived::held)
                .map(Archived::partition)
                .collect(Collectors.toSet());
        return changes.stream()
                .filter(change -> !(change instanceof PartitionChange.Overdue overdue
                        && held.contains(overdue.partition().name())))
                .toList();
    }
}
