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

/** {@code millrace partitions}. */
@Command(
        name = "partitions",
        description =
                "List the partitions of a dataset or table; rows are estimates. Or look after them: see the commands.",
        subcommands = {MaintainCommand.class})
public final class PartitionsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Override
    public void run() {
        JsonNode partitions = new Api().get(targets.partition(), SetPath.of(name) + "/partitions");
        output.print(partitions, () -> {
            Table table = new Table("partition", "from", "to", "rows", "size");
            for (JsonNode partition : partitions) {
                table.row(
                        partition.path("name").asText(),
                        partition.path("lower").asText("-infinity"),
                        partition.path("upper").asText("infinity"),
                        Quantities.count(partition.path("rows").asLong()),
                        Quantities.bytes(partition.path("bytes").asLong()));
            }
            return table.render();
        });
    }
}
