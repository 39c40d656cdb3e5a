package io.millrace.bench.upload;

import io.millrace.bench.measure.Client;
import io.millrace.bench.measure.OwnStack;
import io.millrace.bench.measure.Processes;
import io.millrace.bench.measure.SampleDocument;
import io.millrace.bench.measure.Statistics;
import io.millrace.bench.measure.Target;
import io.millrace.bench.measure.Usage;
import io.millrace.cli.generate.Readings;
import io.millrace.stack.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench upload}. */
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        description = "Measures an upload through all services against PostgreSQL's own COPY of the same file.")
public final class UploadBench implements Callable<Integer> {
    private static final long SEED = 1;
    private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 90;
    private static final String UPLOADED = "public.bench_uploaded";
    private static final String COPIED = "public.bench_copied";

    @Option(names = "--rows", defaultValue = "3000000", description = "Rows in the file; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--runs", defaultValue = "5", description = "Counted pairs of runs; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--warmup", defaultValue = "3", description = "Pairs before them; default ${DEFAULT-VALUE}.")
    private int warmup;

    @Mixin
    private final OwnStack own = new OwnStack();

    @Override
    public Integer call() throws Exception {
        return own.measure((stack, target) -> {
            Path csv = own.state().resolve("readings.csv");
            generate(csv);
            return measure(stack, target, csv);
        });
    }

    private UploadReport measure(Stack stack, Target target, Path csv) throws Exception {
        Client client = new Client(stack);
        client.dataset("bench-uploaded", SampleDocument.yaml("bench-uploaded", UPLOADED, "", ""));
        client.dataset("bench-copied", SampleDocument.yaml("bench-copied", COPIED, "", ""));
        target.run(
                "SELECT millrace.ensure_partitions('" + COPIED + "', '" + FROM + "', '" + FROM.plusDays(DAYS) + "')");
        Processes processes = Processes.ofStack(stack);
        Processes copying = Processes.ofClientAndPostgres(stack);
        List<UploadReport.Pair> pairs = new ArrayList<>();
        for (int run = -warmup; run < runs; run++) {
            Map<String, Usage> beforeCopy = copying.begin();
            double copied = perSecond(target, COPIED, () -> target.copy(COPIED, csv));
            if (run >= 0) {
                copying.end(beforeCopy);
            }
            Map<String, Usage> before = processes.begin();
            double uploaded =
                    perSecond(target, UPLOADED, () -> target.awaitComplete(client.file("bench-uploaded", csv)));
            System.err.printf(
                    "%s %d: COPY %,.0f rows/s, upload %,.0f rows/s, ratio %.2f%n",
                    run < 0 ? "warm-up" : "run",
                    run < 0 ? run + warmup + 1 : run + 1,
                    copied,
                    uploaded,
                    uploaded / copied);
            if (run >= 0) {
                pairs.add(new UploadReport.Pair(copied, uploaded));
                processes.end(before);
            }
        }
        return report(csv, pairs, processes, copying);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Empties the table, does the work and answers rows per second. */
    private double perSecond(Target target, String table, Work work) throws Exception {
        target.empty(table);
        long begun = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (target.count(table) != rows) {
            throw new IllegalStateException(table + " has " + target.count(table) + " rows instead of " + rows);
        }
        return rows / seconds;
    }

    private UploadReport report(Path csv, List<UploadReport.Pair> pairs, Processes processes, Processes copying)
            throws IOException {
        return new UploadReport(
                rows,
                Files.size(csv),
                Runtime.getRuntime().availableProcessors(),
                pairs,
                Statistics.median(pairs.stream().map(UploadReport.Pair::ratio).toList()),
                processes.costs((long) rows * runs),
                copying.costs((long) rows * runs));
    }

    private void generate(Path csv) throws IOException {
        try (OutputStream out = Files.newOutputStream(csv)) {
            new Readings(rows, SEED, FROM, DAYS).writeTo(out);
        }
    }
}
