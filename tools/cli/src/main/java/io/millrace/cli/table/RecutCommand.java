package io.millrace.cli.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions recut}. */
@Command(
        name = "recut",
        description =
                "Split or merge partitions into ones of another interval while they are in use; a DEFAULT partition is emptied. Tells the plan and asks before it begins.")
public final class RecutCommand implements Runnable {

    @Mixin
    private PlannedMigration migration = new PlannedMigration();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            description = "hour, day, week, month, quarter or year. Default: that of the table's set.")
    private @Nullable String interval;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Leave what ends at or before it alone: 2026-01-01T00:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Leave what begins at or after it alone.")
    private @Nullable String to;

    @Override
    public void run() {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("kind", "recut").put("table", table);
        PlannedMigration.put(request, "interval", interval);
        PlannedMigration.put(request, "from", from);
        PlannedMigration.put(request, "to", to);
        migration.run(request);
    }
}
