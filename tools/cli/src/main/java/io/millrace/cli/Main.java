package io.millrace.cli;

import io.millrace.cli.dataset.DatasetsCommand;
import io.millrace.cli.generate.GenerateCommand;
import io.millrace.cli.parked.ParkedCommand;
import io.millrace.cli.partition.PartitionsCommand;
import io.millrace.cli.print.Failure;
import io.millrace.cli.rows.RowsCommand;
import io.millrace.cli.run.DownCommand;
import io.millrace.cli.run.LogsCommand;
import io.millrace.cli.run.StatusCommand;
import io.millrace.cli.run.UpCommand;
import io.millrace.cli.sql.SqlCommand;
import io.millrace.cli.stream.StreamsCommand;
import io.millrace.cli.upload.RejectsCommand;
import io.millrace.cli.upload.UploadCommand;
import io.millrace.cli.upload.UploadsCommand;
import io.millrace.embedded.StartException;
import io.millrace.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace}: the subcommands, and what becomes of their failures. */
@Command(
        name = "millrace",
        description = "Files in; time-partitioned PostgreSQL tables out; every row exactly once.",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            GenerateCommand.class,
            UploadCommand.class,
            UploadsCommand.class,
            StreamsCommand.class,
            RejectsCommand.class,
            ParkedCommand.class,
            DatasetsCommand.class,
            PartitionsCommand.class,
            RowsCommand.class,
            SqlCommand.class,
            VersionCommand.class
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static int report(Exception failure) {
        switch (failure) {
            case Failure expected -> {
                System.err.println("millrace: " + expected.getMessage());
                return expected.status();
            }
            case StackException mendable -> System.err.println("millrace: " + mendable.getMessage());
            case StartException notStarted -> System.err.println("millrace: " + notStarted.getMessage());
            default -> {
                System.err.println("millrace: unexpected: " + failure + " (MILLRACE_DEBUG=1 shows where)");
                if (System.getenv("MILLRACE_DEBUG") != null) {
                    failure.printStackTrace(System.err);
                }
            }
        }
        return Failure.FAILED;
    }
}
