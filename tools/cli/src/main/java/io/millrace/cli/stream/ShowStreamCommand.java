package io.millrace.cli.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace streams show}. */
@Command(name = "show", description = "Show a stream partition by partition.")
public final class ShowStreamCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "DATASET")
    private String dataset = "";

    @Override
    public void run() {
        JsonNode stream = new Api().get(targets.ingest(), "/v1/streams/" + Api.encode(dataset));
        output.print(stream, () -> text(stream));
    }

    private static String text(JsonNode stream) {
        String topic = stream.path("topic").asText();
        StringBuilder text = new StringBuilder();
        if (stream.path("state").asText().equals("no_topic")) {
            text.append("There is no topic ").append(topic).append(".\n");
        } else {
            text.append(topic).append("\n\n").append(partitions(stream.path("partitions")));
        }
        if (!stream.path("replaced").isEmpty()) {
            text.append("\nRead of topics of this name that are gone:\n\n").append(replaced(stream.path("replaced")));
        }
        return text.toString();
    }

    private static String partitions(JsonNode partitions) {
        Table table = new Table(
                "partition",
                "state",
                "position",
                "end",
                "lag records",
                "lag seconds",
                "rows",
                "rejects",
                "newest",
                "freshness seconds");
        StringBuilder notes = new StringBuilder();
        for (JsonNode partition : partitions) {
            Cells cells = new Cells(partition);
            table.row(
                    cells.text("partition"),
                    cells.text("state"),
                    cells.count("position"),
                    cells.count("end"),
                    cells.count("lagRecords"),
                    cells.seconds("lagSeconds"),
                    cells.count("rows"),
                    cells.count("rejects"),
                    cells.text("newestAt"),
                    cells.seconds("freshnessSeconds"));
            if (partition.has("remedy")) {
                notes.append("\npartition %s stands still: %s\nTo go on: %s\n"
                        .formatted(cells.text("partition"), cells.text("reason"), cells.text("remedy")));
            }
        }
        return table.render() + notes;
    }

    private static String replaced(JsonNode partitions) {
        Table table = new Table("topic id", "partition", "position", "rows", "rejects", "newest", "replaced");
        for (JsonNode partition : partitions) {
            Cells cells = new Cells(partition);
            table.row(
                    cells.text("topicId"),
                    cells.text("partition"),
                    cells.count("position"),
                    cells.count("rows"),
                    cells.count("rejects"),
                    cells.text("newestAt"),
                    cells.text("replacedAt"));
        }
        return table.render();
    }
}
