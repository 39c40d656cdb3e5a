package io.millrace.cli.archive;

import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveState;
import io.millrace.api.archive.ArchiveView;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Polling;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The partition that a command is about, and what the service is asked of it. */
final class PartitionOfTable {

    private final Api api = new Api();

    @Mixin
    private Targets targets = new Targets();

    @Parameters(index = "0", paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "The partition's name, without its schema.")
    private String partition = "";

    static String archives(String name) {
        return SetPath.of(name) + "/partitions/archives";
    }

    String partition() {
        return partition;
    }

    /** @param dryRun whether it is only told what would be done */
    Answer<ArchivePlan> archive(boolean dryRun) {
        String path = "%s/partitions/%s/archive?dryRun=%s".formatted(SetPath.of(name), Api.encode(partition), dryRun);
        return api.post(targets.partition(), path, "", ArchivePlan.class);
    }

    /** @param id of a partition that left the table */
    <T> Answer<T> tell(long id, String verb, Class<T> type) {
        return api.post(targets.partition(), archives(name) + "/" + id + "/" + verb, "", type);
    }

    /** @return the newest of that name that left the table and is in one of the states */
    long newest(Set<ArchiveState> states) {
        @Nullable ArchiveView newest = null;
        for (ArchiveView archive : api.get(targets.partition(), archives(name), ArchiveView[].class)
                .value()) {
            if (archive.partition().equals(partition) && states.contains(archive.state())) {
                newest = archive;
            }
        }
        if (newest == null) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "No partition %s of %s is there in that state; see ./millrace partitions archives %s"
                            .formatted(partition, name, name));
        }
        return newest.id();
    }

    /** @return the partition once it is in the state; it is told when it cannot get there for now */
    Answer<ArchiveView> await(long id, ArchiveState state) {
        String remedy = "The service goes on: ./millrace partitions archives " + name;
        return new Polling(api, targets.partition(), archives(name) + "/" + id, "partition " + partition, remedy)
                .until(ArchiveView.class, answer -> {
                    ArchiveView archive = answer.value();
                    if (archive.state() != state && archive.error() != null) {
                        throw new CommandFailure(
                                CommandFailure.FAILED,
                                "%s is %s: %s".formatted(archive.partition(), archive.state(), archive.error()));
                    }
                    return archive.state() == state;
                });
    }

    /** What is done, and what stands in the way. */
    static String text(ArchivePlan plan) {
        StringJoiner steps = new StringJoiner(", ", plan.partition() + ": ", ".\n");
        plan.steps().forEach(steps::add);
        StringBuilder text = new StringBuilder(steps.toString());
        plan.filled()
                .forEach(column ->
                        text.append("Column %s is new since; it is NULL or has its default.\n".formatted(column)));
        plan.refusals().forEach(refusal -> text.append(refusal).append('\n'));
        return text.toString();
    }
}
