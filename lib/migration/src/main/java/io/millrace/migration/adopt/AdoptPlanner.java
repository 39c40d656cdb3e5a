package io.millrace.migration.adopt;

import io.millrace.api.migration.AdoptPlan;
import io.millrace.api.migration.AdoptRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.migration.adopt.FoundTable.Partman;
import io.millrace.partitioning.plan.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides how a partitioned table is maintained from now on. Touches nothing. */
public final class AdoptPlanner {
    private static final Set<String> TIMES = Set.of("date", "timestamp without time zone", "timestamp with time zone");
    private static final int DEFAULT_PREMAKE = 3;

    private final FoundTable found;
    private final AdoptRequest request;
    private final List<String> actions = new ArrayList<>();
    private final List<Obstacle> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private AdoptPlanner(FoundTable found, AdoptRequest request) {
        this.found = found;
        this.request = request;
    }

    /** @param dryRun whether nothing will be done */
    public static AdoptPlan plan(FoundTable found, AdoptRequest request, boolean dryRun) {
        return new AdoptPlanner(found, request).plan(dryRun);
    }

    private AdoptPlan plan(boolean dryRun) {
        table();
        Interval interval = refusals.isEmpty() ? interval() : null;
        Partman partman = found.partman();
        int premake =
                request.premake() != null ? request.premake() : partman != null ? partman.premake() : DEFAULT_PREMAKE;
        Span retention = retention(partman);
        Expired expired = request.expired() != null
                ? request.expired()
                : retention != null && partman != null && !partman.keeps() ? Expired.DROP : Expired.KEEP;
        if (interval != null) {
            bounds(interval);
            actions.add("keep %s as a partition set: a partition a %s, %d ahead, %s"
                    .formatted(
                            found.table(),
                            interval,
                            premake,
                            retention == null
                                    ? "kept for ever"
                                    : "kept for %s, then %s".formatted(retention, expired)));
        }
        partitions();
        partman();
        return new AdoptPlan(
                found.table(),
                found.key(),
                interval,
                premake,
                retention,
                expired,
                found.partitions().size(),
                List.copyOf(actions),
                List.copyOf(refusals),
                List.copyOf(warnings),
                dryRun);
    }

    private void table() {
        String table = "table " + found.table();
        if (found.strategy() == null) {
            refuse(table, "is a " + found.kind(), "migrate it: partitions migrate");
        } else if (!found.strategy().equals("r") || found.keyColumns() != 1) {
            refuse(
                    table,
                    "is partitioned by %s of %d columns"
                            .formatted(
                                    switch (found.strategy()) {
                                        case "l" -> "list";
                                        case "h" -> "hash";
                                        default -> "range";
                                    },
                                    found.keyColumns()),
                    "only range of one time column is kept; undo it, and migrate it anew");
        } else if (found.key() == null) {
            refuse(table, "is partitioned by an expression", "only a column can be kept; undo it, and migrate it anew");
        } else if (!TIMES.contains(String.valueOf(found.type()))) {
            refuse(
                    "column " + found.key(),
                    "is of type " + found.type(),
                    "only date, timestamp and timestamptz can be kept");
        }
        if (found.isPartition()) {
            refuse(table, "is a partition itself", "adopt its parent");
        }
        if (!found.owned()) {
            refuse(table, "belongs to a role that the service's is no member of", "GRANT the owner to it");
        }
        if (found.dataset() != null) {
            refuse(table, "belongs to dataset '%s'".formatted(found.dataset()), "change the dataset instead");
        }
    }

    private @Nullable Interval interval() {
        Partman partman = found.partman();
        Optional<Interval> inferred = Intervals.infer(found.partitions());
        if (request.interval() != null) {
            if (inferred.isPresent() && inferred.get() != request.interval()) {
                warnings.add("most partitions hold a %s: those to come will hold a %s"
                        .formatted(inferred.get(), request.interval()));
            }
            return request.interval();
        }
        if (partman != null && partman.interval() != null) {
            return partman.interval();
        }
        if (inferred.isEmpty()) {
            refuse(
                    "table " + found.table(),
                    partman == null
                            ? "its bounds do not tell an interval"
                            : "pg_partman makes partitions of %s".formatted(partman.written()),
                    "name one: hour, day, week, month, quarter or year");
        }
        return inferred.orElse(null);
    }

    private @Nullable Span retention(@Nullable Partman partman) {
        if (request.retention() != null || partman == null) {
            return request.retention();
        }
        if (partman.unread() != null) {
            warnings.add("pg_partman's retention '%s' cannot be taken over; name one to have any"
                    .formatted(partman.unread()));
        }
        return partman.retention();
    }

    private void bounds(Interval interval) {
        List<String> odd = found.partitions().stream()
                .filter(partition ->
                        !partition.begins() || !partition.ends() || !Intervals.isAligned(interval, partition))
                .map(Partition::name)
                .toList();
        if (!odd.isEmpty()) {
            warnings.add("%d partitions are no whole %s of UTC, such as %s: new ones are, and fill what is left between"
                    .formatted(odd.size(), interval, odd.getLast()));
        }
    }

    private void partitions() {
        if (found.defaultPartition() != null) {
            warnings.add(
                    "%s is a DEFAULT partition: every new partition makes PostgreSQL scan it under lock, and nothing can be detached CONCURRENTLY; partitions recut empties it, then drop it"
                            .formatted(found.defaultPartition()));
        }
        if (!found.nested().isEmpty()) {
            warnings.add("%d partitions are partitioned in turn, such as %s: what is below them is left alone"
                    .formatted(found.nested().size(), found.nested().getFirst()));
        }
        if (!found.foreign().isEmpty()) {
            warnings.add("%d partitions are foreign tables, such as %s: they are left alone"
                    .formatted(found.foreign().size(), found.foreign().getFirst()));
        }
    }

    private void partman() {
        Partman partman = found.partman();
        if (partman != null && partman.active()) {
            String off = AdoptReader.stop(partman.config(), found.table());
            if (request.stopPartman()) {
                actions.add("switch pg_partman's maintenance of it off: " + off);
            } else {
                warnings.add(
                        "pg_partman maintains it too; switch that off with stopPartman (--stop-partman), or: " + off);
            }
        }
    }

    private void refuse(String object, String reason, String remedy) {
        refusals.add(new Obstacle(object, reason, Objects.requireNonNull(remedy)));
    }
}
