package io.millrace.cli;

import io.millrace.cli.dataset.DatasetsCommand;
import io.millrace.cli.generate.GenerateCommand;
import io.millrace.cli.parked.ParkedCommand;
import io.millrace.cli.partition.PartitionsCommand;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.rows.RowsCommand;
import io.millrace.cli.stream.StreamsCommand;
import io.millrace.cli.upload.RejectsCommand;
import io.millrace.cli.upload.UploadCommand;
import io.millrace.cli.upload.UploadsCommand;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace}: the subcommands that need no more than the services' HTTP API, and what becomes of failures. */
@Command(
        name = "millrace",
        description = "Files in; time-partitioned PostgreSQL tables out; every row exactly once.",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            GenerateCommand.class,
            UploadCommand.class,
            UploadsCommand.class,
            StreamsCommand.class,
            RejectsCommand.class,
            ParkedCommand.class,
            DatasetsCommand.class,
            PartitionsCommand.class,
            RowsCommand.class,
            VersionCommand.class);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** @param more commands, to be listed before those of this module */
    public static CommandLine commandLine(Object... more) {
        CommandLine all = new CommandLine(new Main());
        Stream.concat(Stream.of(more), COMMANDS.stream()).forEach(all::addSubcommand);
        return all.setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** @return the exit status */
    public static int report(Exception failure) {
        switch (failure) {
            case CommandFailure expected -> {
                System.err.println("millrace: " + expected.getMessage());
                return expected.status();
            }
            default -> {
                System.err.println("millrace: unexpected: " + failure + " (MILLRACE_DEBUG=1 shows where)");
                if (System.getenv("MILLRACE_DEBUG") != null) {
                    failure.printStackTrace(System.err);
                }
            }
        }
        return CommandFailure.FAILED;
    }
}
