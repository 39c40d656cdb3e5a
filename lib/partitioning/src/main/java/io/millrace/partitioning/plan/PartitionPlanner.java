package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.PartitionChange.Create;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which partitions a table needs. All bounds are full hours or midnights in UTC. */
public final class PartitionPlanner {
    /** No more intervals than this are filled up behind now; older rows get their partition when they come. */
    static final int MOST_BEHIND = 100;

    private PartitionPlanner() {}

    /**
     * The table shall have the interval that holds now, and as many ahead as the policy asks for. One that no dataset owns
     * gets no hole between those and the newest partition that ended before now; for a dataset the loader makes what rows
     * need. What existing partitions cover in part, as those of an adopted table may, gets the rest. When the interval has
     * changed, partitions of the former one that lie ahead are replaced.
     *
     * @param existing in any order; they do not overlap, PostgreSQL sees to that
     * @return the changes, in the order of time: first what is overdue, then what is to be replaced, then what is to be made
     */
    public static List<PartitionChange> plan(PartitionSet set, List<Partition> existing, Instant now) {
        Policy policy = set.policy();
        List<PartitionChange> changes = new ArrayList<>();
        Instant kept = policy.retention() == null
                ? Partition.NO_LOWER
                : policy.retention().before(now);
        List<Partition> byTime =
                existing.stream().sorted(Comparator.comparing(Partition::lower)).toList();
        byTime.stream()
                .filter(partition -> !partition.upper().isAfter(kept))
                .forEach(partition -> changes.add(new PartitionChange.Overdue(partition)));
        changes.addAll(Replacement.plan(policy, byTime, now));
        Interval interval = policy.interval();
        Instant current = interval.floor(now);
        Instant end = interval.plus(current, policy.premake() + 1);
        Instant begin = set.dataset() == null ? first(interval, current, byTime) : current;
        for (Instant lower = begin; lower.isBefore(end); lower = interval.plus(lower, 1)) {
            Instant upper = interval.plus(lower, 1);
            if (upper.isAfter(kept)) { // what would be overdue at once is not made
                addGaps(lower, upper, byTime, changes);
            }
        }
        return List.copyOf(changes);
    }

    /** @return how many partitions begin after now */
    public static int ahead(List<Partition> partitions, Instant now) {
        return Math.toIntExact(partitions.stream()
                .filter(partition -> partition.lower().isAfter(now))
                .count());
    }

    private static Instant first(Interval interval, Instant current, List<Partition> byTime) {
        @Nullable
        Instant behind = byTime.stream()
                .map(Partition::upper)
                .filter(upper -> !upper.isAfter(current))
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (behind == null) {
            return current;
        }
        Instant newest = interval.floor(behind);
        Instant oldest = interval.plus(current, -MOST_BEHIND);
        return newest.isBefore(oldest) ? oldest : newest;
    }

    private static void addGaps(Instant lower, Instant upper, List<Partition> byTime, List<PartitionChange> changes) {
        Instant covered = lower;
        for (Partition partition : byTime) {
            if (!partition.lower().isBefore(upper) || !partition.upper().isAfter(covered)) {
                continue;
            }
            if (partition.lower().isAfter(covered)) {
                changes.add(new Create(covered, partition.lower()));
            }
            covered = partition.upper();
        }
        if (covered.isBefore(upper)) {
            changes.add(new Create(covered, upper));
        }
    }
}
