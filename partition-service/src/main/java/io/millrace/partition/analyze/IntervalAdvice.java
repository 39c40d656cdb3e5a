package io.millrace.partition.analyze;

import io.millrace.api.analysis.Advice;
import io.millrace.api.analysis.Spread;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Chooses an interval by the partitions that each would give; {@link Advice} tells the rule. */
final class IntervalAdvice {
    static final long SMALLEST = 100L << 20;
    static final long LARGEST = 5L << 30;
    static final long WORTH_IT = 1L << 30;
    static final int MOST_PARTITIONS = 1000;
    static final int ENOUGH_PARTITIONS = 12;

    private IntervalAdvice() {}

    /** @param spreads from the shortest interval to the longest @param bytes of the whole table */
    static Advice of(List<Spread> spreads, long bytes) {
        if (spreads.isEmpty()) {
            return new Advice(false, null, "The table has no rows to go by.");
        }
        Spread best = best(spreads);
        String because = because(best);
        if (bytes < WORTH_IT) {
            return new Advice(
                    false,
                    best.interval(),
                    "Not needed: the table has %s, and below 1 GiB an index does as well. If rows are to be dropped by age, take %s: %s"
                            .formatted(size(bytes), best.interval(), because));
        }
        return new Advice(true, best.interval(), because);
    }

    private static Spread best(List<Spread> spreads) {
        List<Spread> fitting = spreads.stream()
                .filter(spread -> spread.partitions() < MOST_PARTITIONS)
                .filter(spread -> isBetween(spread.bytes().median()))
                .toList();
        if (fitting.isEmpty()) {
            // nothing fits: the one whose partitions are nearest to the middle of what would
            return spreads.stream()
                    .filter(spread -> spread.partitions() < MOST_PARTITIONS)
                    .min(Comparator.comparing(IntervalAdvice::distance))
                    .orElse(spreads.getLast());
        }
        List<Spread> enough = fitting.stream()
                .filter(spread -> spread.partitions() >= ENOUGH_PARTITIONS)
                .toList();
        return enough.isEmpty() ? fitting.getFirst() : enough.getLast();
    }

    private static boolean isBetween(long bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST;
    }

    private static double distance(Spread spread) {
        double middle = (Math.log(SMALLEST) + Math.log(LARGEST)) / 2;
        return Math.abs(Math.log(Math.max(spread.bytes().median(), 1)) - middle);
    }

    private static String because(Spread spread) {
        String what = "%d partitions of %s each, as the median"
                .formatted(spread.partitions(), size(spread.bytes().median()));
        String verdict;
        if (isBetween(spread.bytes().median())) {
            verdict = spread.partitions() >= ENOUGH_PARTITIONS
                    ? "within 100 MiB to 5 GiB, and the fewest of those that retention can still drop a little at a time"
                    : "within 100 MiB to 5 GiB; a longer interval would leave retention less to choose from";
        } else if (spread.bytes().median() < SMALLEST) {
            verdict =
                    "less than the 100 MiB that pay for a partition, and no interval gives more without being coarser than needed";
        } else {
            verdict = "more than the 5 GiB that are quick to move, and no interval gives fewer than 1000 smaller ones";
        }
        String skew = spread.skew() > 10
                ? String.format(Locale.ROOT, ". The largest has %.0f times the rows of the median", spread.skew())
                : "";
        return "%s: %s, %s%s.".formatted(spread.interval(), what, verdict, skew);
    }

    static String size(long bytes) {
        if (bytes >= 1L << 30) {
            return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
        }
        return bytes >= 1L << 20
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
    }
}
