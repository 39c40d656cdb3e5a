package io.millrace.bench.stream;

import static io.millrace.bench.measure.Statistics.append;
import static io.millrace.bench.measure.Statistics.median;

import io.millrace.bench.measure.Cost;
import io.millrace.bench.measure.OwnStack;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param records of each run of each side
 * @param processors of the machine
 * @param recordsPerSecond by side, in the runs' order
 * @param ratios Millrace to the peer, of rows per second, in the runs' order; empty without the peer
 * @param ratio the median of the ratios; null without the peer
 * @param freshness at a steady rate; null when it was not asked for
 * @param processes by side and name, over all counted runs
 */
record StreamReport(
        int records,
        int processors,
        Map<String, List<Double>> recordsPerSecond,
        List<Double> ratios,
        @Nullable Double ratio,
        Freshness.@Nullable Result freshness,
        Map<String, Map<String, Cost>> processes)
        implements OwnStack.Report {

    /** Names of sides that the ratio is of. */
    static final String MILLRACE = "millrace";

    static final String PEER = "jdbc-sink";

    static StreamReport of(
            int records,
            Map<String, List<Double>> recordsPerSecond,
            Freshness.@Nullable Result freshness,
            Map<String, Map<String, Cost>> processes) {
        List<Double> own = recordsPerSecond.getOrDefault(MILLRACE, List.of());
        List<Double> peer = recordsPerSecond.getOrDefault(PEER, List.of());
        List<Double> ratios = IntStream.range(0, peer.size())
                .mapToObj(run -> own.get(run) / peer.get(run))
                .toList();
        return new StreamReport(
                records,
                Runtime.getRuntime().availableProcessors(),
                recordsPerSecond,
                ratios,
                ratios.isEmpty() ? null : median(ratios),
                freshness,
                processes);
    }

    @Override
    public String table() {
        StringBuilder text = new StringBuilder();
        append(
                text,
                "%,d JSON records in a topic of %d partitions, %d processors, everything on this machine%n%n",
                records,
                JsonReadings.PARTITIONS,
                processors);
        append(text, "%-10s", "records/s");
        recordsPerSecond.keySet().forEach(side -> append(text, " %14s", side));
        append(text, " %8s%n", "ratio");
        int runs = recordsPerSecond.values().iterator().next().size();
        for (int run = 0; run < runs; run++) {
            append(text, "%-10s", "run " + (run + 1));
            for (List<Double> side : recordsPerSecond.values()) {
                append(text, " %,14.0f", side.get(run));
            }
            append(text, " %8s%n", ratios.isEmpty() ? "" : "%.2f".formatted(ratios.get(run)));
        }
        append(text, "%-10s", "median");
        recordsPerSecond.values().forEach(side -> append(text, " %,14.0f", median(side)));
        append(text, " %8s%n%n", ratio == null ? "" : "%.2f".formatted(ratio));
        if (freshness != null) {
            append(
                    text,
                    "freshness at %,.0f records/s for %d s: p50 %,.0f ms, p99 %,.0f ms, most %,.0f ms%n%n",
                    freshness.recordsPerSecond(),
                    freshness.seconds(),
                    freshness.p50Millis(),
                    freshness.p99Millis(),
                    freshness.mostMillis());
        }
        processes.forEach((side, costs) -> {
            Cost.table(text, side, costs);
            append(text, "%n");
        });
        return text.toString();
    }
}
