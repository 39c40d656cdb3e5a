package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions archives}. */
@Command(
        name = "archives",
        description = "List the partitions that left a table: kept beside it, dropped, or archived.")
final class ArchivesCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Override
    public void run() {
        JsonNode archives = new Api().get(targets.partition(), Archives.path(name));
        output.print(archives, () -> table(archives));
    }

    private static String table(JsonNode archives) {
        Table table = new Table("partition", "from", "to", "then", "state", "rows", "size", "location");
        StringBuilder notes = new StringBuilder();
        for (JsonNode archive : archives) {
            String partition = archive.path("partition").asText();
            table.row(
                    partition,
                    archive.path("lower").asText("-infinity"),
                    archive.path("upper").asText("infinity"),
                    archive.path("expired").asText(),
                    archive.path("state").asText() + (archive.path("held").asBoolean() ? ", held" : ""),
                    archive.has("rows") ? Quantities.count(archive.path("rows").asLong()) : "",
                    archive.has("bytes")
                            ? Quantities.bytes(archive.path("bytes").asLong())
                            : "",
                    archive.path("location").asText());
            if (archive.has("error")) {
                notes.append(
                        "\n%s: %s\n".formatted(partition, archive.path("error").asText()));
            }
        }
        return table.render() + notes;
    }
}
