package io.millrace.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.measure.OwnStack;
import io.millrace.bench.measure.Target;
import io.millrace.bench.migrate.MigrateReport.Round;
import io.millrace.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description =
                "Measures the migration of a table that is in use against a plain INSERT … SELECT of its rows into the "
                        + "same partitions.")
public final class MigrateBench implements Callable<Integer> {
    private static final String REQUEST = """
            {"kind": "%s", "table": "%s", "column": "recorded_at", "interval": "month", "premake": 1}
            """;

    @Option(names = "--rows", defaultValue = "3000000", description = "Rows of the table; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--runs", defaultValue = "3", description = "Counted rounds; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--warmup", defaultValue = "1", description = "Rounds before them; default ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--no-attach", description = "Leaves attach mode out.")
    private boolean noAttach;

    @Mixin
    private final OwnStack own = new OwnStack();

    @Override
    public Integer call() throws Exception {
        return own.measure((stack, target) -> MigrateReport.of(rows, rounds(stack, target)));
    }

    private List<Round> rounds(Stack stack, Target target) throws Exception {
        target.run("CREATE TABLE %s (%s, %s)".formatted(Events.TABLE, Events.COLUMNS, Events.KEY));
        target.run(Events.fill(rows));
        target.run("VACUUM ANALYZE " + Events.TABLE);
        MigrationClient client = new MigrationClient(stack);
        List<Round> rounds = new ArrayList<>();
        for (int run = -warmup; run < runs; run++) {
            Round round = round(stack, target, client);
            System.err.printf("%s: %s%n", run < 0 ? "warm-up" : "run " + (run + 1), round);
            if (run >= 0) {
                rounds.add(round);
            }
        }
        return rounds;
    }

    private Round round(Stack stack, Target target, MigrationClient client) throws Exception {
        double plain = rows / plain(target, ", " + Events.KEY, "");
        double plainKeyAfter = rows / plain(target, "", "ALTER TABLE %s ADD %s".formatted(Events.PLAIN, Events.KEY));
        target.run("CHECKPOINT");
        double copySeconds;
        JsonNode copied;
        long writerMillis;
        try (LightWriter writer = new LightWriter(stack.database(), Events.TABLE, rows)) {
            long begun = System.nanoTime();
            long id = client.begin(REQUEST.formatted("copy", Events.TABLE));
            copied = client.await(id, "swapped");
            copySeconds = seconds(begun);
            client.ask(id, "rollback");
            client.await(id, "rolled_back");
            writerMillis = writer.longestMillis();
        }
        target.run("VACUUM " + Events.TABLE);
        long attachMillis = 0;
        long attachStall = 0;
        if (!noAttach) {
            long begun = System.nanoTime();
            long id = client.begin(REQUEST.formatted("attach", Events.TABLE));
            attachStall = client.await(id, "swapped").get("longestStallMillis").asLong();
            attachMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            client.ask(id, "rollback");
            client.await(id, "rolled_back");
        }
        return new Round(
                plain,
                plainKeyAfter,
                rows / copySeconds,
                copied.get("longestStallMillis").asLong(),
                writerMillis,
                attachMillis,
                attachStall);
    }

    /** @return seconds */
    private double plain(Target target, String key, String after) throws Exception {
        target.run(
                "CREATE TABLE %s (%s%s) PARTITION BY RANGE (recorded_at)".formatted(Events.PLAIN, Events.COLUMNS, key));
        target.run(("SELECT millrace.fill_partitions('%1$s', 'month', min(recorded_at), max(recorded_at)) FROM %2$s")
                .formatted(Events.PLAIN, Events.TABLE));
        target.run("CHECKPOINT");
        long begun = System.nanoTime();
        target.run("INSERT INTO %s SELECT * FROM %s".formatted(Events.PLAIN, Events.TABLE));
        if (!after.isEmpty()) {
            target.run(after);
        }
        double seconds = seconds(begun);
        target.run("DROP TABLE " + Events.PLAIN);
        return seconds;
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
