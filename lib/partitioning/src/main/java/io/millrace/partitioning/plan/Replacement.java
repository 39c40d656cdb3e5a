package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.PartitionChange.Create;
import io.millrace.partitioning.plan.PartitionChange.Replace;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of partitions ahead that have the length of a former interval. */
final class Replacement {
    private Replacement() {}

    /**
     * Only partitions on the grid of the former interval are touched: others have their bounds by somebody's will. Shorter
     * ones are put together only where they make up a whole interval.
     *
     * @param byTime in the order of time
     */
    static List<PartitionChange> plan(Policy policy, List<Partition> byTime, Instant now) {
        Interval former = policy.former();
        List<PartitionChange> changes = new ArrayList<>();
        if (former == null || former == policy.interval()) {
            return changes;
        }
        List<Partition> run = new ArrayList<>();
        for (Partition partition : byTime) {
            if (!partition.lower().isAfter(now) || !on(former, partition) || on(policy.interval(), partition)) {
                run.clear();
                continue;
            }
            if (!run.isEmpty() && !run.getLast().upper().equals(partition.lower())) {
                run.clear();
            }
            if (run.isEmpty() && !begins(policy.interval(), partition.lower())) {
                continue;
            }
            run.add(partition);
            if (begins(policy.interval(), partition.upper())) {
                changes.add(new Replace(List.copyOf(run), cut(policy.interval(), run)));
                run.clear();
            }
        }
        return changes;
    }

    private static List<Create> cut(Interval interval, List<Partition> run) {
        List<Create> cut = new ArrayList<>();
        @Nullable Instant end = run.getLast().upper();
        for (Instant lower = run.getFirst().lower(); lower.isBefore(end); lower = interval.plus(lower, 1)) {
            cut.add(new Create(lower, interval.plus(lower, 1)));
        }
        return cut;
    }

    private static boolean on(Interval interval, Partition partition) {
        return partition.begins()
                && begins(interval, partition.lower())
                && interval.plus(partition.lower(), 1).equals(partition.upper());
    }

    private static boolean begins(Interval interval, Instant instant) {
        return interval.floor(instant).equals(instant);
    }
}
