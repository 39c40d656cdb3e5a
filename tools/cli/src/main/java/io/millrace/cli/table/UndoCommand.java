package io.millrace.cli.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions undo}. */
@Command(
        name = "undo",
        description =
                "Make a partitioned table a plain one while it is in use. Tells the plan and asks before it begins.")
public final class UndoCommand implements Runnable {

    @Mixin
    private PlannedMigration migration = new PlannedMigration();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Override
    public void run() {
        migration.run(JsonNodeFactory.instance.objectNode().put("kind", "undo").put("table", table));
    }
}
