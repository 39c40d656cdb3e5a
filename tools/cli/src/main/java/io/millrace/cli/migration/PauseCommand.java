package io.millrace.cli.migration;

import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions pause}. */
@Command(
        name = "pause",
        description = "Pause a migration. Nothing is lost; what is written meanwhile is still captured.")
public final class PauseCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Override
    public void run() {
        new MigrationCalls(targets).tell(id, "pause").print(output, MigrationText::of);
    }
}
