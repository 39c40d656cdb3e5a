package io.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.generate.Readings;
import io.millrace.stack.Component;
import io.millrace.stack.ServiceProcess;
import io.millrace.stack.Stack;
import io.millrace.stack.StackListener;
import io.millrace.stack.StackOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./millrace bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures an upload through all services against PostgreSQL's own COPY of the same file.")
final class Main implements Callable<Integer> {
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

    @Option(names = "--json", description = "Writes the figures to this file as JSON, too.")
    private @Nullable Path json;

    @Option(names = "--keep", description = "Leaves the stack's data and logs in .millrace/bench.")
    private boolean keep;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path root = StackOptions.findRoot();
        Path state = root.resolve(".millrace/bench");
        Stack.wipe(state);
        Files.createDirectories(state);
        Path csv = state.resolve("readings.csv");
        generate(csv);
        try (Stack stack = new Stack(StackOptions.isolated(root, state), StackListener.silent()).start();
                Target target = new Target(stack.database())) {
            Report report = measure(stack, target, csv);
            System.out.print(report.table());
            if (json != null) {
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
            }
        }
        if (!keep) {
            Stack.wipe(state);
        }
        return CommandLine.ExitCode.OK;
    }

    private Report measure(Stack stack, Target target, Path csv) throws Exception {
        Upload upload = new Upload(
                stack.service(Component.INGEST).url(),
                stack.service(Component.PARTITION).url());
        upload.dataset("bench-uploaded", dataset("bench-uploaded", UPLOADED));
        upload.dataset("bench-copied", dataset("bench-copied", COPIED));
        target.run(
                "SELECT millrace.ensure_partitions('" + COPIED + "', '" + FROM + "', '" + FROM.plusDays(DAYS) + "')");
        Map<String, ProcessHandle> processes = processes(stack);
        Map<String, Usage> used = new LinkedHashMap<>();
        List<Report.Pair> pairs = new ArrayList<>();
        for (int run = -warmup; run < runs; run++) {
            double copied = perSecond(target, COPIED, () -> target.copy(COPIED, csv));
            if (run == 0) {
                processes.values().forEach(Usage::resetPeak);
            }
            Map<String, Usage> before = usage(processes);
            double uploaded =
                    perSecond(target, UPLOADED, () -> target.awaitComplete(upload.file("bench-uploaded", csv)));
            System.err.printf(
                    "%s %d: COPY %,.0f rows/s, upload %,.0f rows/s, ratio %.2f%n",
                    run < 0 ? "warm-up" : "run",
                    run < 0 ? run + warmup + 1 : run + 1,
                    copied,
                    uploaded,
                    uploaded / copied);
            if (run >= 0) {
                pairs.add(new Report.Pair(copied, uploaded));
                usage(processes)
                        .forEach((name, after) -> used.merge(
                                name,
                                after.minus(before.getOrDefault(name, after)),
                                (sum, more) -> new Usage(sum.cpuSeconds() + more.cpuSeconds(), more.peakBytes())));
            }
        }
        return report(csv, pairs, used);
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

    private Report report(Path csv, List<Report.Pair> pairs, Map<String, Usage> used) throws IOException {
        Map<String, Report.Cost> costs = new LinkedHashMap<>();
        double millions = (double) rows * runs / 1_000_000;
        used.forEach((name, usage) ->
                costs.put(name, new Report.Cost(usage.cpuSeconds() / millions, usage.peakBytes() >> 20)));
        return new Report(
                rows,
                Files.size(csv),
                Runtime.getRuntime().availableProcessors(),
                pairs,
                Report.median(pairs.stream().map(Report.Pair::ratio).toList()),
                costs);
    }

    private static Map<String, ProcessHandle> processes(Stack stack) {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (ServiceProcess service : stack.services()) {
            processes.put(service.name(), handle(service.process().pid()));
        }
        processes.put("kafka", handle(stack.kafka().process().pid()));
        processes.put("postgres", handle(stack.postgres().process().pid()));
        return processes;
    }

    private static ProcessHandle handle(long pid) {
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static Map<String, Usage> usage(Map<String, ProcessHandle> processes) {
        Map<String, Usage> usage = new LinkedHashMap<>();
        processes.forEach((name, process) -> usage.put(name, Usage.of(process)));
        return usage;
    }

    private void generate(Path csv) throws IOException {
        try (OutputStream out = Files.newOutputStream(csv)) {
            new Readings(rows, SEED, FROM, DAYS).writeTo(out);
        }
    }

    /** The sample dataset without its secondary index. */
    private static String dataset(String name, String table) {
        return """
                name: %s
                table: %s
                timeColumn: recorded_at
                partitioning: {interval: month}
                columns:
                  - {name: sensor_id,   type: text, required: true, maxLength: 64}
                  - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
                  - {name: temperature, type: double precision, min: -90, max: 150}
                  - {name: humidity,    type: double precision, min: 0, max: 100}
                  - {name: pressure,    type: double precision}
                  - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
                """.formatted(name, table);
    }
}
