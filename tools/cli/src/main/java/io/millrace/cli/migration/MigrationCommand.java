package io.millrace.cli.migration;

import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions migration}. */
@Command(name = "migration", description = "Show how far a migration is.")
public final class MigrationCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(names = "--watch", description = "Follow it until the service does nothing more at it.")
    private boolean watch;

    @Override
    public void run() {
        MigrationCalls migrations = new MigrationCalls(targets);
        if (watch) {
            migrations.watch(id, output);
        } else {
            migrations.get(id).print(output, MigrationText::of);
        }
    }
}
