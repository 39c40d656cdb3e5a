package io.millrace.bench.upload;

import static io.millrace.bench.measure.Statistics.append;
import static io.millrace.bench.measure.Statistics.median;

import io.millrace.bench.measure.Cost;
import io.millrace.bench.measure.OwnStack;
import java.util.List;
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
 * @param copy the client and the server, over all counted COPYs
 */
record UploadReport(
        int rows,
        long bytes,
        int processors,
        List<Pair> pairs,
        double ratio,
        Map<String, Cost> processes,
        Map<String, Cost> copy)
        implements OwnStack.Report {

    /** One COPY and the upload behind it, in rows per second. */
    record Pair(double copyRowsPerSecond, double uploadRowsPerSecond) {
        double ratio() {
            return uploadRowsPerSecond / copyRowsPerSecond;
        }
    }

    @Override
    public String table() {
        StringBuilder text = new StringBuilder();
        append(text, "%,d rows, %,d bytes, %d processors, everything on this machine%n%n", rows, bytes, processors);
        append(
                text,
                "CPU seconds for a million rows: COPY %.2f, upload %.2f, ratio %.1f%n%n",
                Cost.sum(copy),
                Cost.sum(processes),
                Cost.sum(processes) / Cost.sum(copy));
        append(text, "%-8s %16s %16s %8s%n", "run", "COPY rows/s", "upload rows/s", "ratio");
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            append(
                    text,
                    "%-8d %,16.0f %,16.0f %8.2f%n",
                    i + 1,
                    pair.copyRowsPerSecond,
                    pair.uploadRowsPerSecond,
                    pair.ratio());
        }
        append(
                text,
                "%-8s %,16.0f %,16.0f %8.2f%n%n",
                "median",
                median(pairs.stream().map(Pair::copyRowsPerSecond).toList()),
                median(pairs.stream().map(Pair::uploadRowsPerSecond).toList()),
                ratio);
        Cost.table(text, "upload", processes);
        append(text, "%n");
        Cost.table(text, "COPY", copy);
        return text.toString();
    }
}
