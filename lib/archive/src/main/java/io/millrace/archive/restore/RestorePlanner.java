package io.millrace.archive.restore;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.log.Archived;
import io.millrace.archive.log.ColumnFacts;
import io.millrace.archive.log.Manifest;
import io.millrace.partitioning.plan.ExistingTable.TableColumn;
import io.millrace.partitioning.plan.Mismatch;
import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides whether and how a partition comes back. */
final class RestorePlanner {
    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");
    private static final Pattern TEXT = Pattern.compile("text|character varying(\\(\\d+\\))?");
    private static final Set<ArchiveState> POSSIBLE = Set.of(
            ArchiveState.DETACHED,
            ArchiveState.WRITTEN,
            ArchiveState.VERIFIED,
            ArchiveState.DROPPED,
            ArchiveState.RESTORING);

    private RestorePlanner() {}

    /**
     * @param columns of the parent as it is
     * @param partitions of the parent as they are
     */
    static RestorePlan plan(Archived archived, List<TableColumn> columns, List<Partition> partitions) {
        boolean fromArchive = archived.times().dropped() != null;
        List<Mismatch> refusals = new ArrayList<>();
        Manifest manifest = archived.manifest();
        if (!POSSIBLE.contains(archived.state())) {
            refusals.add(new Mismatch("state", "it is %s".formatted(archived.state())));
        } else if (fromArchive && manifest == null) {
            refusals.add(new Mismatch("state", "it was dropped without being archived, as its policy says"));
        }
        partitions.stream()
                .filter(partition -> overlaps(archived, partition))
                .findFirst()
                .ifPresent(taken -> refusals.add(new Mismatch(
                        "range", "partition %s holds times of it already; detach that first".formatted(taken.name()))));
        if (!fromArchive || manifest == null) {
            return new RestorePlan(archived, false, List.of(), List.of(), refusals);
        }
        List<ColumnFacts> written = manifest.facts().columns();
        written.forEach(column -> match(column, columns).ifPresent(refusals::add));
        List<TableColumn> since = columns.stream()
                .filter(column -> written.stream().noneMatch(old -> old.name().equals(column.name())))
                .toList();
        since.stream()
                .filter(column -> column.notNull() && !column.filled() && !column.generated())
                .forEach(column -> refusals.add(new Mismatch(
                        "column " + column.name(),
                        "was added since and takes no NULL; give it a default for the time of the restore")));
        return new RestorePlan(
                archived,
                true,
                written.stream()
                        .map(ColumnFacts::name)
                        .filter(name -> columns.stream()
                                .noneMatch(column -> column.name().equals(name) && column.generated()))
                        .toList(),
                since.stream().map(TableColumn::name).toList(),
                refusals);
    }

    private static boolean overlaps(Archived archived, Partition partition) {
        Instant lower = archived.lower() == null ? Partition.NO_LOWER : archived.lower();
        Instant upper = archived.upper() == null ? Partition.NO_UPPER : archived.upper();
        return partition.lower().isBefore(upper) && partition.upper().isAfter(lower);
    }

    private static Optional<Mismatch> match(ColumnFacts written, List<TableColumn> columns) {
        Optional<TableColumn> now = columns.stream()
                .filter(column -> column.name().equals(written.name()))
                .findFirst();
        if (now.isEmpty()) {
            return Optional.of(new Mismatch(
                    "column " + written.name(),
                    "is not there any more: add it for the time of the restore, as %s".formatted(written.type())));
        }
        return holds(now.get().type(), written.type())
                ? Optional.empty()
                : Optional.of(new Mismatch(
                        "column " + written.name(),
                        "was %s and is %s now, which may not hold its values as they were"
                                .formatted(written.type(), now.get().type())));
    }

    private static boolean holds(String now, String then) {
        int wide = INTEGERS.indexOf(now);
        int narrow = INTEGERS.indexOf(then);
        return now.equals(then)
                || narrow >= 0 && wide > narrow
                || TEXT.matcher(then).matches() && TEXT.matcher(now).matches();
    }
}
