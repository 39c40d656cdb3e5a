package io.millrace.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured.
 *
 * @param rows rows in the file
 * @param bytes bytes in the file
 * @param processors processors of the machine
 * @param pairs the counted pairs, in their order
 * @param ratio the median of the pairs' ratios, upload to COPY, of rows per second
 * @param processes by name, over all counted uploads
 */
record Report(int rows, long bytes, int processors, List<Pair> pairs, double ratio, Map<String, Cost> processes) {

    /** One COPY and the upload behind it, in rows per second. */
    record Pair(double copyRowsPerSecond, double uploadRowsPerSecond) {
        double ratio() {
            return uploadRowsPerSecond / copyRowsPerSecond;
        }
    }

    /**
     * @param cpuSecondsPerMillionRows user and system time
     * @param peakMebibytes largest resident set
     */
    record Cost(double cpuSecondsPerMillionRows, long peakMebibytes) {}

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    String table() {
        StringBuilder text = new StringBuilder();
        line(text, "%,d rows, %,d bytes, %d processors, everything on this machine%n%n", rows, bytes, processors);
        line(text, "%-8s %16s %16s %8s%n", "run", "COPY rows/s", "upload rows/s", "ratio");
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            line(
                    text,
                    "%-8d %,16.0f %,16.0f %8.2f%n",
                    i + 1,
                    pair.copyRowsPerSecond,
                    pair.uploadRowsPerSecond,
                    pair.ratio());
        }
        line(
                text,
                "%-8s %,16.0f %,16.0f %8.2f%n%n",
                "median",
                median(pairs.stream().map(Pair::copyRowsPerSecond).toList()),
                median(pairs.stream().map(Pair::uploadRowsPerSecond).toList()),
                ratio);
        line(text, "%-12s %22s %16s%n", "process", "CPU s/million rows", "peak RSS MiB");
        processes.forEach((name, cost) ->
                line(text, "%-12s %22.2f %16d%n", name, cost.cpuSecondsPerMillionRows, cost.peakMebibytes));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
