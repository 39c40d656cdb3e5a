package io.millrace.cli.dataset;

import io.millrace.api.dataset.DatasetView;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import io.millrace.contract.dataset.Dataset;
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
        new Api().get(targets.partition(), "/v1/datasets", DatasetView[].class).print(output, DatasetsCommand::table);
    }

    private static String table(DatasetView[] datasets) {
        Table table = new Table("name", "version", "table", "time column", "interval", "columns", "changed");
        for (DatasetView dataset : datasets) {
            Dataset definition = dataset.definition();
            table.row(
                    dataset.name(),
                    Integer.toString(dataset.version()),
                    definition.table().toString(),
                    definition.timeColumn(),
                    definition.partitioning().interval().toString(),
                    Integer.toString(definition.columns().size()),
                    dataset.createdAt().toString());
        }
        return table.render();
    }
}
