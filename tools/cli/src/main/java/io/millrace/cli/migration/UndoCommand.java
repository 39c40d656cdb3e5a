package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions undo}. */
@Command(
        name = "undo",
        description =
                "Make a partitioned table a plain one while it is in use. Tells the plan and asks before it begins.")
public final class UndoCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(names = "--watch", description = "Follow it until the new table is in place.")
    private boolean watch;

    @Override
    public void run() {
        new Service(targets)
                .migrate(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("kind", "undo")
                                .put("table", table),
                        consent,
                        watch,
                        output);
    }
}
