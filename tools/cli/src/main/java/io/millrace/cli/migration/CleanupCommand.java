package io.millrace.cli.migration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace partitions cleanup}. */
@Command(
        name = "cleanup",
        description =
                "Remove what a rollback would need: from then on a migration is for good. After attach, the split begins.")
public final class CleanupCommand implements Runnable {

    @Mixin
    private MigrationChange migration = new MigrationChange();

    @Override
    public void run() {
        migration.run("cleanup", "What a rollback would need is removed.");
    }
}
