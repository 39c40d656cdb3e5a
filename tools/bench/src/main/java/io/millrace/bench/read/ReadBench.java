package io.millrace.bench.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.measure.Client;
import io.millrace.bench.measure.OwnStack;
import io.millrace.bench.measure.Processes;
import io.millrace.bench.measure.Target;
import io.millrace.bench.measure.Usage;
import io.millrace.bench.read.ReadReport.Memory;
import io.millrace.bench.read.ReadReport.Query;
import io.millrace.stack.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench read}. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description =
                "Measures what a month of three years costs in partitions and in one table, and answers of any length.")
public final class ReadBench implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "3600000", description = "Rows in the tables; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--long",
            defaultValue = "10000000",
            description = "Rows of the long answer; 0 leaves it out; default ${DEFAULT-VALUE}.")
    private int longRows;

    @Option(names = "--runs", defaultValue = "7", description = "Counted runs; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--warmup", defaultValue = "3", description = "Runs before them; default ${DEFAULT-VALUE}.")
    private int warmup;

    @Mixin
    private final OwnStack own = new OwnStack();

    @Override
    public Integer call() throws Exception {
        return own.measure((stack, target) -> {
            Client client = new Client(stack);
            Tables.make(client, target, rows);
            return measure(stack, client, target);
        });
    }

    private ReadReport measure(Stack stack, Client client, Target target) throws Exception {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("partitioned", Tables.PARTITIONED);
        tables.put("one table, index on the time", Tables.INDEXED);
        tables.put("one table, no index", Tables.PLAIN);
        tables.put("the month alone, in a table", Tables.ALONE);
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        List<Double> copied = new ArrayList<>();
        List<Double> streamed = new ArrayList<>();
        String path = "/v1/datasets/%s/rows?format=csv&from=%s&to=%s"
                .formatted(Tables.DATASET, Tables.MONTH, Tables.MONTH.plusMonths(1));
        String month = "SELECT * FROM " + Tables.PARTITIONED + " WHERE " + Tables.condition();
        long monthRows = target.count(Tables.ALONE);
        // side by side: each run does everything once
        for (int run = -warmup; run < runs; run++) {
            for (Map.Entry<String, String> table : tables.entrySet()) {
                double took = millis(() -> target.first(sql(table.getValue())));
                if (run >= 0) {
                    millis.computeIfAbsent(table.getKey(), name -> new ArrayList<>())
                            .add(took);
                }
            }
            double copy = millis(() -> same(monthRows, target.copyOut(month)));
            double get = millis(() -> same(monthRows, client.lines(path) - 1));
            if (run >= 0) {
                copied.add(copy);
                streamed.add(get);
            }
        }
        List<Query> queries = new ArrayList<>();
        for (Map.Entry<String, String> table : tables.entrySet()) {
            queries.add(new Query(
                    table.getKey(),
                    Objects.requireNonNull(millis.get(table.getKey())),
                    buffers(target, table.getValue())));
        }
        Memory memory = longRows == 0 ? null : memory(stack, client, target, path);
        return new ReadReport(
                rows, monthRows, Runtime.getRuntime().availableProcessors(), queries, copied, streamed, memory);
    }

    private static String sql(String table) {
        return "SELECT count(*), avg(temperature) FROM " + table + " WHERE " + Tables.condition();
    }

    private static long buffers(Target target, String table) throws Exception {
        var plan = new ObjectMapper()
                .readTree(target.first("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql(table)))
                .path(0)
                .path("Plan");
        return plan.path("Shared Hit Blocks").asLong()
                + plan.path("Shared Read Blocks").asLong();
    }

    private Memory memory(Stack stack, Client client, Target target, String month) throws Exception {
        Tables.makeBig(client, target, longRows);
        long small = peak(stack, () -> client.lines(month));
        double[] took = new double[1];
        long large = peak(
                stack,
                () -> took[0] = millis(() ->
                        same(longRows, client.lines("/v1/datasets/%s/rows?format=csv".formatted(Tables.BIG)) - 1)));
        return new Memory(longRows, took[0] / 1000, small, large);
    }

    /** In MiB. */
    private static long peak(Stack stack, Work work) throws Exception {
        Processes processes = Processes.ofStack(stack);
        Map<String, Usage> begun = processes.begin();
        work.run();
        processes.end(begun);
        return Objects.requireNonNull(processes.costs(1).get("partition")).peakMebibytes();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double millis(Work work) throws Exception {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void same(long wanted, long given) {
        if (wanted != given) {
            throw new IllegalStateException(given + " rows instead of " + wanted);
        }
    }
}
