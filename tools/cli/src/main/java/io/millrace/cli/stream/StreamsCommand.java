package io.millrace.cli.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace streams}. */
@Command(
        name = "streams",
        description = "List the streams: what producers write to each dataset's topic, and how far it is.",
        subcommands = {ShowStreamCommand.class, SkipCommand.class})
public final class StreamsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        JsonNode streams = new Api().get(targets.ingest(), "/v1/streams");
        output.print(streams, () -> table(streams));
    }

    private static String table(JsonNode streams) {
        Table table = new Table(
                "dataset", "state", "partitions", "lag records", "lag seconds", "rows", "rejects", "freshness seconds");
        StringBuilder notes = new StringBuilder();
        for (JsonNode stream : streams) {
            Cells cells = new Cells(stream);
            table.row(
                    cells.text("dataset"),
                    cells.text("state"),
                    cells.count("partitions"),
                    cells.count("lagRecords"),
                    cells.seconds("lagSeconds"),
                    cells.count("rows"),
                    cells.count("rejects"),
                    cells.seconds("freshnessSeconds"));
            notes.append(note(cells));
        }
        return table.render() + notes;
    }

    /** What needs a person's look, and where it is told in full. */
    private static String note(Cells stream) {
        String what =
                switch (stream.text("state")) {
                    case "out_of_range" -> "a partition is out of range";
                    case "parked" -> "a partition waits for a parked slice";
                    default -> stream.number("replaced") > 0 ? "the topic was deleted or made anew" : "";
                };
        return what.isEmpty()
                ? ""
                : "%1$s: %2$s; see ./millrace streams show %1$s\n".formatted(stream.text("dataset"), what);
    }
}
