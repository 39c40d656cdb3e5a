package io.millrace.bench.measure;

import java.util.List;
import java.util.Locale;

/** The few that reports need. */
public final class Statistics {
    private Statistics() {}

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Appends to a report, with a point in decimals everywhere. */
    public static void append(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
