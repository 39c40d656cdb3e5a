package io.millrace.bench.migrate;

import static io.millrace.bench.measure.Statistics.append;
import static io.millrace.bench.measure.Statistics.median;

import io.millrace.bench.measure.OwnStack;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured.
 *
 * @param rows rows of the table
 * @param processors processors of the machine
 * @param rounds the counted rounds, in their order
 * @param ratio the median of the rounds' ratios of copy mode to the INSERT … SELECT into partitions with their key
 * @param ratioKeyAfter the same to the INSERT … SELECT with the key built afterwards
 */
record MigrateReport(int rows, int processors, List<Round> rounds, double ratio, double ratioKeyAfter)
        implements OwnStack.Report {

    /**
     * One round; the first three in rows per second.
     *
     * @param plain INSERT … SELECT into partitions that have their key
     * @param plainKeyAfter INSERT … SELECT into bare partitions, and then the key
     * @param copy from the request until the tables have changed places: copied, indexed, analysed, verified
     * @param copyStallMillis the longest that anybody can have waited for a lock of the migration
     * @param writerMillis the longest transaction of the writer beside it
     * @param attachMillis attach mode, from the request until the table is partitioned
     * @param attachStallMillis the longest that anybody can have waited for a lock of it
     */
    record Round(
            double plain,
            double plainKeyAfter,
            double copy,
            long copyStallMillis,
            long writerMillis,
            long attachMillis,
            long attachStallMillis) {}

    static MigrateReport of(int rows, List<Round> rounds) {
        return new MigrateReport(
                rows,
                Runtime.getRuntime().availableProcessors(),
                rounds,
                medianOf(rounds, round -> round.copy / round.plain),
                medianOf(rounds, round -> round.copy / round.plainKeyAfter));
    }

    private static double medianOf(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return median(rounds.stream().map(figure::applyAsDouble).toList());
    }

    @Override
    public String table() {
        StringBuilder text = new StringBuilder();
        append(text, "%,d rows, %d processors, everything on this machine%n%n", rows, processors);
        append(
                text,
                "%-8s %16s %16s %16s %8s %8s %10s %10s %10s %10s%n",
                "run",
                "INSERT rows/s",
                "key after",
                "copy rows/s",
                "ratio",
                "ratio",
                "stall ms",
                "writer ms",
                "attach ms",
                "stall ms");
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            append(
                    text,
                    "%-8d %,16.0f %,16.0f %,16.0f %8.2f %8.2f %10d %10d %10d %10d%n",
                    i + 1,
                    round.plain,
                    round.plainKeyAfter,
                    round.copy,
                    round.copy / round.plain,
                    round.copy / round.plainKeyAfter,
                    round.copyStallMillis,
                    round.writerMillis,
                    round.attachMillis,
                    round.attachStallMillis);
        }
        append(text, "%-8s %60.2f %8.2f%n", "median", ratio, ratioKeyAfter);
        append(text, "%nFor scale: pg_partman's partition_data_proc moved 362,000 rows/s, with writers kept out.%n");
        return text.toString();
    }
}
