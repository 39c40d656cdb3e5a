package io.millrace.cli.migration;

import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions resume}. */
@Command(name = "resume", description = "Go on with a migration that is paused or has failed.")
public final class ResumeCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Override
    public void run() {
        new MigrationCalls(targets).tell(id, "resume").print(output, MigrationText::of);
    }
}
