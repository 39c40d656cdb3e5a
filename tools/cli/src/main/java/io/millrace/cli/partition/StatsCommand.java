package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.ArrayList;
import java.util.List;
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
        JsonNode growth = new Api().get(targets.partition(), path);
        output.print(growth, () -> text(growth));
    }

    private static String text(JsonNode growth) {
        if (growth.path("stats").isEmpty()) {
            return "Nothing is written down yet: look again in an hour.\n";
        }
        Table table = new Table("at", "partitions", "rows", "size", "largest partition", "oldest", "newest");
        for (JsonNode taken : thinned(growth.path("stats"))) {
            table.row(
                    taken.path("at").asText(),
                    Quantities.count(taken.path("partitions").asLong()),
                    Quantities.count(taken.path("rows").asLong()),
                    Quantities.bytes(taken.path("bytes").asLong()),
                    Quantities.bytes(taken.path("largestBytes").asLong()),
                    taken.path("oldest").asText("-infinity"),
                    taken.path("newest").asText("infinity"));
        }
        return table.render() + (growth.path("rowsPerDay").isNumber() ? perDay(growth) : "");
    }

    private static String perDay(JsonNode growth) {
        long bytes = growth.path("bytesPerDay").asLong();
        return "\nper day: %s rows, %s%s\n"
                .formatted(
                        Quantities.count(growth.path("rowsPerDay").asLong()),
                        bytes < 0 ? "-" : "",
                        Quantities.bytes(Math.abs(bytes)));
    }

    /** A terminal's worth of lines, evenly taken, the first and the last among them; --json has all. */
    private static List<JsonNode> thinned(JsonNode stats) {
        List<JsonNode> lines = new ArrayList<>();
        int all = stats.size();
        int shown = Math.min(all, MOST_LINES);
        for (int i = 0; i < shown; i++) {
            lines.add(stats.path(shown == 1 ? 0 : Math.toIntExact((long) i * (all - 1) / (shown - 1))));
        }
        return lines;
    }
}
