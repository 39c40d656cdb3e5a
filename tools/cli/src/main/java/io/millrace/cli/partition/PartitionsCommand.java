package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.migration.AdoptCommand;
import io.millrace.cli.migration.CleanupCommand;
import io.millrace.cli.migration.ForgetCommand;
import io.millrace.cli.migration.MigrateCommand;
import io.millrace.cli.migration.MigrationCommand;
import io.millrace.cli.migration.MigrationsCommand;
import io.millrace.cli.migration.PauseCommand;
import io.millrace.cli.migration.RecutCommand;
import io.millrace.cli.migration.ResumeCommand;
import io.millrace.cli.migration.RollbackCommand;
import io.millrace.cli.migration.UndoCommand;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions}. */
@Command(
        name = "partitions",
        description =
                "List the partitions of a dataset or table; rows are estimates. Or look after them: see the commands.",
        subcommands = {
            AdoptCommand.class,
            AnalyzeCommand.class,
            ArchiveCommand.class,
            ArchivesCommand.class,
            CleanupCommand.class,
            ForgetCommand.class,
            HealthCommand.class,
            MaintainCommand.class,
            MigrateCommand.class,
            MigrationCommand.class,
            MigrationsCommand.class,
            PauseCommand.class,
            RecutCommand.class,
            ReleaseCommand.class,
            RestoreCommand.class,
            ResumeCommand.class,
            RollbackCommand.class,
            StatsCommand.class,
            UndoCommand.class
        })
public final class PartitionsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    /** Not required by the parser, which would ask for it before the commands, too. */
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "A dataset, or a table as schema.name.")
    private @Nullable String name;

    @Override
    public void run() {
        if (name == null) {
            throw new Failure(
                    Failure.USAGE, "Name a dataset or a table, or a command: see ./millrace partitions --help");
        }
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
