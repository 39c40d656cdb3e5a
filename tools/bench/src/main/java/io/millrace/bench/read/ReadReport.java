package io.millrace.bench.read;

import static io.millrace.bench.measure.Statistics.append;
import static io.millrace.bench.measure.Statistics.median;

import io.millrace.bench.measure.OwnStack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param rows rows in the tables
 * @param monthRows rows of the month that is asked for
 * @param queries a count and an average over the month, in SQL
 * @param copied milliseconds of COPY of the month out of the partitioned table, as CSV, run by run
 * @param streamed milliseconds of the service for the same
 * @param memory the service's memory for a long answer; null when it was not measured
 */
record ReadReport(
        int rows,
        long monthRows,
        int processors,
        List<Query> queries,
        List<Double> copied,
        List<Double> streamed,
        @Nullable Memory memory)
        implements OwnStack.Report {

    /** @param millis run by run @param buffers pages of 8 KiB that one run touches */
    record Query(String table, List<Double> millis, long buffers) {}

    /** @param smallPeak peak RSS in MiB while a month was given @param largePeak while all rows of the large table were */
    record Memory(int rows, double seconds, long smallPeak, long largePeak) {}

    @Override
    public String table() {
        StringBuilder text = new StringBuilder();
        append(
                text,
                "%,d rows over %d months; the month asked for has %,d; %d processors%n%n",
                rows,
                Tables.MONTHS,
                monthRows,
                processors);
        double alone = median(queries.getLast().millis());
        append(text, "%-34s %10s %12s %18s%n", "count and average of a month", "ms", "pages", "times month alone");
        for (Query query : queries) {
            double millis = median(query.millis());
            append(text, "%-34s %10.1f %,12d %18.2f%n", query.table(), millis, query.buffers(), millis / alone);
        }
        double ratio = median(copied) / median(streamed);
        append(text, "%n%-34s %10s %12s%n", "all rows of the month as CSV", "ms", "rows/s");
        append(text, "%-34s %10.1f %,12.0f%n", "COPY", median(copied), monthRows * 1000 / median(copied));
        append(text, "%-34s %10.1f %,12.0f%n", "GET rows", median(streamed), monthRows * 1000 / median(streamed));
        append(text, "ratio %.2f%n", ratio);
        if (memory != null) {
            append(
                    text,
                    "%n%,d rows in one answer: %.1f s, %,.0f rows/s; peak RSS of the service %d MiB, for the month %d MiB%n",
                    memory.rows(),
                    memory.seconds(),
                    memory.rows() / memory.seconds(),
                    memory.largePeak(),
                    memory.smallPeak());
        }
        return text.toString();
    }
}
