package io.millrace.partition.maintain;

import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.MaintenanceReport.Item;
import io.millrace.api.partition.MaintenanceReport.Kind;
import io.millrace.api.partition.MaintenanceReport.Outcome;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.plan.PartitionChange;
import io.millrace.partitioning.policy.PartitionSet;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what a client is told of a table's maintenance. */
final class MaintenanceAnswers {
    private MaintenanceAnswers() {}

    static MaintenanceReport report(PartitionSet set, Instant at, boolean dryRun, List<Item> items) {
        return new MaintenanceReport(set.name(), set.table().toString(), at, dryRun, items);
    }

    static Item item(PartitionChange change, Outcome outcome, @Nullable String made, @Nullable String error) {
        return switch (change) {
            case PartitionChange.Create create ->
                new Item(Kind.CREATE, made, create.lower(), create.upper(), outcome, error);
            case PartitionChange.Replace replace ->
                new Item(
                        Kind.REPLACE,
                        made == null ? names(replace) : made,
                        replace.old().getFirst().lower(),
                        replace.old().getLast().upper(),
                        outcome,
                        error);
            case PartitionChange.Analyze analyze -> new Item(Kind.ANALYZE, made, null, null, outcome, error);
            case PartitionChange.BuildIndex build ->
                new Item(Kind.BUILD_INDEX, build.partition(), null, null, outcome, error);
            case PartitionChange.Overdue overdue ->
                new Item(
                        Kind.DETACH,
                        overdue.partition().name(),
                        overdue.partition().lower(),
                        overdue.partition().upper(),
                        outcome,
                        error);
        };
    }

    private static String names(PartitionChange.Replace replace) {
        return replace.old().stream().map(Partition::name).collect(Collectors.joining(", "));
    }
}
