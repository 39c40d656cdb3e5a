package io.millrace.cli.partition;

import io.millrace.api.partition.Growth;
import io.millrace.api.partition.PartitionStats;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions stats}. */
@Command(name = "stats", description = "Show how a partition set grows, from sizes that are written down every hour.")
final class StatsCommand implements Runnable {
    private static final int MOST_LINES = 40;

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "The first time, such as 2026-01-01; default: 30 days ago.")
    private @Nullable String since;

    @Override
    public void run() {
        String path = SetPath.of(name) + "/partitions/stats" + (since == null ? "" : "?since=" + Api.encode(since));
        new Api().get(targets.partition(), path, Growth.class).print(output, StatsCommand::text);
    }

    private static String text(Growth growth) {
        if (growth.stats().isEmpty()) {
            return "Nothing is written down yet: look again in an hour.\n";
        }
        Table table = new Table("at", "partitions", "rows", "size", "largest partition", "oldest", "newest");
        for (PartitionStats line : thinned(growth.stats())) {
            table.row(
                    line.at().toString(),
                    Quantities.count(line.partitions()),
                    Quantities.count(line.rows()),
                    Quantities.bytes(line.bytes()),
                    Quantities.bytes(line.largestBytes()),
                    Objects.toString(line.oldest(), "-infinity"),
                    Objects.toString(line.newest(), "infinity"));
        }
        return table.render() + perDay(growth.rowsPerDay(), growth.bytesPerDay());
    }

    private static String perDay(@Nullable Long rows, @Nullable Long bytes) {
        return rows == null || bytes == null
                ? ""
                : "\nper day: %s rows, %s%s\n"
                        .formatted(Quantities.count(rows), bytes < 0 ? "-" : "", Quantities.bytes(Math.abs(bytes)));
    }

    /** A terminal's worth of lines, evenly taken, the first and the last among them; --json has all. */
    private static List<PartitionStats> thinned(List<PartitionStats> stats) {
        List<PartitionStats> lines = new ArrayList<>();
        int all = stats.size();
        int shown = Math.min(all, MOST_LINES);
        for (int i = 0; i < shown; i++) {
            lines.add(stats.get(shown == 1 ? 0 : Math.toIntExact((long) i * (all - 1) / (shown - 1))));
        }
        return lines;
    }
}
