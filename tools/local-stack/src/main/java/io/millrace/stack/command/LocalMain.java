package io.millrace.stack.command;

import io.millrace.cli.Main;
import io.millrace.cli.print.CommandFailure;
import io.millrace.embedded.process.StartException;
import io.millrace.stack.sql.SqlCommand;
import picocli.CommandLine;

/** All of {@code millrace}: the commands of the local stack, and those that any installation understands. */
public final class LocalMain {

    private LocalMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        return Main.commandLine(
                        UpCommand.class, DownCommand.class, StatusCommand.class, LogsCommand.class, SqlCommand.class)
                .setExecutionExceptionHandler((failure, command, parsed) -> Main.report(
                        failure instanceof StartException
                                ? new CommandFailure(CommandFailure.FAILED, String.valueOf(failure.getMessage()))
                                : failure));
    }
}
