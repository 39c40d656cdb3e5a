package io.millrace.cli.archive;

import io.millrace.api.archive.ArchiveState;
import io.millrace.api.archive.ArchiveView;
import io.millrace.cli.print.Output;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace partitions release}. */
@Command(
        name = "release",
        description = "Let retention have a restored partition again: the next maintenance detaches it when it is due.")
public final class ReleaseCommand implements Runnable {

    @Mixin
    private PartitionOfTable partition = new PartitionOfTable();

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        partition
                .tell(partition.newest(Set.of(ArchiveState.RESTORED)), "release", ArchiveView.class)
                .print(output, released -> "%s is not held any more.\n".formatted(partition.partition()));
    }
}
