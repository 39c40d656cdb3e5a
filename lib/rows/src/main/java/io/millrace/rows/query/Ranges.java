package io.millrace.rows.query;

import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a query's time into the ranges of the partitions. An ordered read takes one after the other, so that it sorts one
 * partition at most, and none that it does not come to.
 */
public final class Ranges {
    /** @param from null: no bound @param to null: no bound */
    public record Range(@Nullable Instant from, @Nullable Instant to) {
        /** A name that stays the same when partitions before or behind it come and go. */
        public String name() {
            return from == null ? "" : from.toString();
        }
    }

    private Ranges() {}

    /** @return the ranges in the order of time; together they are [from, to), gaps between partitions included */
    public static List<Range> of(@Nullable Instant from, @Nullable Instant to, List<Partition> partitions) {
        TreeSet<Instant> cuts = new TreeSet<>();
        partitions.stream()
                .flatMap(partition -> Stream.of(partition.lower(), partition.upper()))
                .filter(bound -> !bound.equals(Partition.NO_LOWER) && !bound.equals(Partition.NO_UPPER))
                .filter(bound -> (from == null || bound.isAfter(from)) && (to == null || bound.isBefore(to)))
                .forEach(cuts::add);
        List<Range> ranges = new ArrayList<>();
        Instant lower = from;
        for (Instant cut : cuts) {
            ranges.add(new Range(lower, cut));
            lower = cut;
        }
        ranges.add(new Range(lower, to));
        return ranges;
    }

    /** @return what is left from the range of the name on; the range that holds it when it is not there any more */
    public static List<Range> from(String name, List<Range> ranges) {
        if (name.isEmpty()) {
            return ranges;
        }
        Instant start = Instant.parse(name);
        return ranges.stream()
                .filter(range -> range.to() == null || range.to().isAfter(start))
                .toList();
    }
}
