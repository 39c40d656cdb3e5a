package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions maintain}. */
@Command(
        name = "maintain",
        description = "Give a table the partitions, indexes and statistics that it lacks. The schedule does the same.")
final class MaintainCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Override
    public void run() {
        String path = SetPath.of(name) + "/partitions/maintenance?dryRun=" + dryRun;
        JsonNode report = new Api().post(targets.partition(), path, "application/json", new byte[0]);
        JsonNode changes = report.path("changes");
        output.print(report, () -> changes.isEmpty() ? "Nothing is to be done.\n" : table(changes));
        for (JsonNode change : changes) {
            if (change.path("outcome").asText().equals("FAILED")) {
                throw new Failure(
                        Failure.FAILED,
                        "Not everything could be done: " + change.path("error").asText());
            }
        }
    }

    private static String table(JsonNode changes) {
        Table table = new Table("change", "partition", "from", "to", "outcome");
        for (JsonNode change : changes) {
            table.row(
                    word(change, "kind"),
                    change.path("partition").asText(),
                    change.path("lower").asText(),
                    change.path("upper").asText(),
                    word(change, "outcome"));
        }
        return table.render();
    }

    private static String word(JsonNode change, String field) {
        return change.path(field).asText().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
