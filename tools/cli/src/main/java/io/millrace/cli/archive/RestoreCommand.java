package io.millrace.cli.archive;

import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveState;
import io.millrace.cli.http.Answer;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace partitions restore}. */
@Command(
        name = "restore",
        description =
                "Make a partition of what left the table: out of the archive, or the table as it stands. Retention leaves it alone until ./millrace partitions release.")
public final class RestoreCommand implements Runnable {
    private static final Set<ArchiveState> POSSIBLE = EnumSet.of(
            ArchiveState.DETACHED,
            ArchiveState.WRITTEN,
            ArchiveState.VERIFIED,
            ArchiveState.DROPPED,
            ArchiveState.RESTORING);

    @Mixin
    private PartitionOfTable partition = new PartitionOfTable();

    @Mixin
    private Output output = new Output();

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Override
    public void run() {
        long id = partition.newest(POSSIBLE);
        Answer<ArchivePlan> plan = partition.tell(id, "restore?dryRun=" + dryRun, ArchivePlan.class);
        if (dryRun || noWait) {
            plan.print(output, PartitionOfTable::text);
            if (!plan.value().refusals().isEmpty()) {
                throw new CommandFailure(CommandFailure.FAILED, "It cannot be restored");
            }
            return;
        }
        partition.await(id, ArchiveState.RESTORED).print(output, done -> "%s is a partition again, and is held.\n"
                .formatted(done.partition()));
    }
}
