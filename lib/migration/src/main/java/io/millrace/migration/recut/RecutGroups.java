package io.millrace.migration.recut;

import io.millrace.contract.dataset.Interval;
import io.millrace.migration.recut.Recut.Piece;
import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides how partitions become those of another interval. Touches nothing. */
final class RecutGroups {
    /** One partition that would become more than these has a mistyped bound. */
    static final int MOST_PIECES = 2000;

    private RecutGroups() {}

    /**
     * Groups as small as can be, oldest first: within a run of adjacent partitions they are separated wherever an old bound
     * is a new one, too. What no partition covers stays so: no piece reaches into it. A partition without a lower or an
     * upper bound is left alone, and so is what is right already.
     *
     * @param existing in any order
     * @param from leave what ends at or before it alone
     * @param to leave what begins at or after it alone
     */
    static List<Recut> plan(Interval interval, List<Partition> existing, @Nullable Instant from, @Nullable Instant to) {
        List<Recut> cuts = new ArrayList<>();
        List<Partition> group = new ArrayList<>();
        List<Partition> byTime = existing.stream()
                .filter(partition -> partition.begins() && partition.ends())
                .filter(partition -> from == null || partition.upper().isAfter(from))
                .filter(partition -> to == null || partition.lower().isBefore(to))
                .sorted(Comparator.comparing(Partition::lower))
                .toList();
        for (Partition partition : byTime) {
            if (!group.isEmpty() && separated(interval, group.getLast(), partition)) {
                close(interval, group, cuts);
            }
            group.add(partition);
        }
        close(interval, group, cuts);
        return List.copyOf(cuts);
    }

    private static boolean separated(Interval interval, Partition one, Partition next) {
        return !one.upper().equals(next.lower()) || interval.floor(next.lower()).equals(next.lower());
    }

    private static void close(Interval interval, List<Partition> group, List<Recut> cuts) {
        if (!group.isEmpty()) {
            List<Piece> pieces =
                    pieces(interval, group.getFirst().lower(), group.getLast().upper());
            List<Piece> are = group.stream()
                    .map(partition -> new Piece(partition.lower(), partition.upper()))
                    .toList();
            if (!pieces.equals(are)) {
                cuts.add(new Recut(List.copyOf(group), pieces));
            }
            group.clear();
        }
    }

    private static List<Piece> pieces(Interval interval, Instant lower, Instant upper) {
        SortedSet<Instant> bounds = new TreeSet<>(List.of(lower));
        Instant bound = interval.plus(interval.floor(lower), 1);
        while (bound.isBefore(upper) && bounds.size() <= MOST_PIECES) {
            bounds.add(bound);
            bound = interval.plus(bound, 1);
        }
        List<Piece> pieces = new ArrayList<>();
        for (Instant each : bounds) {
            Instant next = bounds.tailSet(each).stream().skip(1).findFirst().orElse(upper);
            pieces.add(new Piece(each, next));
        }
        return List.copyOf(pieces);
    }
}
