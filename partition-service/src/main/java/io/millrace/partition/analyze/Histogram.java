package io.millrace.partition.analyze;

import io.millrace.api.analysis.Spread;
import io.millrace.contract.dataset.Interval;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by the hour that they fall into.
 *
 * @param hours the first instant of each hour that has rows, and how many; estimates when a sample was taken
 * @param bytesPerRow with indexes and large values
 */
record Histogram(TreeMap<Instant, Double> hours, double bytesPerRow) {

    boolean isEmpty() {
        return hours.isEmpty();
    }

    /** How the rows would lie in partitions of the interval. Times without rows need none. */
    Spread over(Interval interval) {
        Map<Instant, Double> partitions = new TreeMap<>();
        hours.forEach((hour, rows) -> partitions.merge(interval.floor(hour), rows, Double::sum));
        double[] rows = partitions.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = rows[rows.length / 2];
        double largest = rows[rows.length - 1];
        return new Spread(
                interval,
                rows.length,
                new Spread.Range(Math.round(rows[0]), Math.round(median), Math.round(largest)),
                new Spread.Range(bytes(rows[0]), bytes(median), bytes(largest)),
                largest / median);
    }

    private long bytes(double rows) {
        return Math.round(rows * bytesPerRow);
    }
}
