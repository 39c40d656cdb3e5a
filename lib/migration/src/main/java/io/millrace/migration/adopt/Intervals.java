package io.millrace.migration.adopt;

import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which interval partitions hold, told by their bounds. */
final class Intervals {
    /** Bounds at local midnights are an hour off where the clocks change. */
    private static final Duration CLOCK_CHANGE = Duration.ofHours(1);

    private Intervals() {}

    /** @return the interval that most of the partitions with two bounds hold, by their length */
    static Optional<Interval> infer(List<Partition> partitions) {
        Map<Interval, Long> votes = bounded(partitions).stream()
                .flatMap(partition -> Arrays.stream(Interval.values())
                        .filter(interval -> isLong(interval, partition))
                        .limit(1))
                .collect(Collectors.groupingBy(
                        interval -> interval, () -> new EnumMap<>(Interval.class), Collectors.counting()));
        return votes.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .filter(most -> most.getValue() * 2 > bounded(partitions).size())
                .map(Map.Entry::getKey);
    }

    private static List<Partition> bounded(List<Partition> partitions) {
        return partitions.stream()
                .filter(partition -> partition.begins() && partition.ends())
                .toList();
    }

    /** Wherever its midnights are: measured from the middle of the UTC interval that its own middle is in. */
    private static boolean isLong(Interval interval, Partition partition) {
        Duration length = Duration.between(partition.lower(), partition.upper());
        Instant begin = interval.floor(partition.lower().plus(length.dividedBy(2)));
        Duration wanted = Duration.between(begin, interval.plus(begin, 1));
        Duration slack = interval == Interval.HOUR ? Duration.ZERO : CLOCK_CHANGE;
        return length.minus(wanted).abs().compareTo(slack) <= 0;
    }

    /** Whether it is exactly one of UTC. */
    static boolean isAligned(Interval interval, Partition partition) {
        return interval.floor(partition.lower()).equals(partition.lower())
                && interval.plus(partition.lower(), 1).equals(partition.upper());
    }
}
