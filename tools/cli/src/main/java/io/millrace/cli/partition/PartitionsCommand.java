package io.millrace.cli.partition;

import io.millrace.api.partition.PartitionView;
import io.millrace.cli.archive.ArchiveCommand;
import io.millrace.cli.archive.ArchivesCommand;
import io.millrace.cli.archive.ReleaseCommand;
import io.millrace.cli.archive.RestoreCommand;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.migration.CleanupCommand;
import io.millrace.cli.migration.MigrationCommand;
import io.millrace.cli.migration.MigrationsCommand;
import io.millrace.cli.migration.PauseCommand;
import io.millrace.cli.migration.ResumeCommand;
import io.millrace.cli.migration.RollbackCommand;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import io.millrace.cli.table.AdoptCommand;
import io.millrace.cli.table.ForgetCommand;
import io.millrace.cli.table.MigrateCommand;
import io.millrace.cli.table.RecutCommand;
import io.millrace.cli.table.UndoCommand;
import java.util.Objects;
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
            throw new CommandFailure(
                    CommandFailure.USAGE, "Name a dataset or a table, or a command: see ./millrace partitions --help");
        }
        new Api()
                .get(targets.partition(), SetPath.of(name) + "/partitions", PartitionView[].class)
                .print(output, PartitionsCommand::table);
    }

    private static String table(PartitionView[] partitions) {
        Table table = new Table("partition", "from", "to", "rows", "size");
        for (PartitionView partition : partitions) {
            table.row(
                    partition.name(),
                    Objects.toString(partition.lower(), "-infinity"),
                    Objects.toString(partition.upper(), "infinity"),
                    Quantities.count(partition.rows()),
                    Quantities.bytes(partition.bytes()));
        }
        return table.render();
    }
}
