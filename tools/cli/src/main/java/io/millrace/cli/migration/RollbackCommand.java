package io.millrace.cli.migration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace partitions rollback}. */
@Command(
        name = "rollback",
        description =
                "Make everything as it was before a migration, before the swap or after it. Nothing that was written since is lost.")
public final class RollbackCommand implements Runnable {

    @Mixin
    private MigrationChange migration = new MigrationChange();

    @Override
    public void run() {
        migration.run("rollback", "The table becomes what it was, with all that has been written since.");
    }
}
