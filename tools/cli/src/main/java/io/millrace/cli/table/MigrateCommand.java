package io.millrace.cli.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace partitions migrate}. */
@Command(
        name = "migrate",
        description =
                "Make a plain table a partitioned one while it is in use. Tells the plan and asks before it begins.")
public final class MigrateCommand implements Runnable {

    @Mixin
    private PlannedMigration migration = new PlannedMigration();

    @Option(names = "--table", required = true, paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(names = "--column", required = true, paramLabel = "COLUMN", description = "The time column.")
    private String column = "";

    @Option(
            names = "--interval",
            required = true,
            paramLabel = "INTERVAL",
            description = "The time one partition holds: hour, day, week, month, quarter or year.")
    private String interval = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "copy: the rows are copied into a new table. attach: nothing is copied, the table becomes the first partition. Default: copy.")
    private String mode = "copy";

    @Option(names = "--premake", paramLabel = "N", description = "Partitions to keep ahead of now. Default: 3.")
    private @Nullable Integer premake;

    @Option(
            names = "--retention",
            paramLabel = "SPAN",
            description = "How long a partition is kept, such as \"12 months\". Default: for ever.")
    private @Nullable String retention;

    @Override
    public void run() {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("kind", mode)
                .put("table", table)
                .put("column", column)
                .put("interval", interval);
        PlannedMigration.put(request, "premake", premake);
        PlannedMigration.put(request, "retention", retention);
        migration.run(request);
    }
}
