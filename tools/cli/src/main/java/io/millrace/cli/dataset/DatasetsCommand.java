package io.millrace.cli.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace datasets}. */
@Command(
        name = "datasets",
        description = "List the datasets.",
        subcommands = {ApplyCommand.class, ShowCommand.class})
public final class DatasetsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        JsonNode datasets = new Api().get(targets.partition(), "/v1/datasets");
        output.print(datasets, () -> {
            Table table = new Table("name", "version", "table", "time column", "interval", "columns", "changed");
            for (JsonNode dataset : datasets) {
                JsonNode definition = dataset.path("definition");
                table.row(
                        dataset.path("name").asText(),
                        dataset.path("version").asText(),
                        definition.path("table").asText(),
                        definition.path("timeColumn").asText(),
                        definition.path("partitioning").path("interval").asText(),
                        Integer.toString(definition.path("columns").size()),
                        dataset.path("createdAt").asText());
            }
            return table.render();
        });
    }
}
