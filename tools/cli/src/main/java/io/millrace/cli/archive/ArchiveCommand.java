package io.millrace.cli.archive;

import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveState;
import io.millrace.cli.http.Answer;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace partitions archive}. */
@Command(
        name = "archive",
        description =
                "Archive a partition now, whatever the retention: write it, read it back, compare, and drop it. Tells the plan and asks before it begins.")
public final class ArchiveCommand implements Runnable {

    @Mixin
    private PartitionOfTable partition = new PartitionOfTable();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Override
    public void run() {
        Answer<ArchivePlan> plan = partition.archive(true);
        if (consent.isDryRun()) {
            plan.print(output, PartitionOfTable::text);
            return;
        }
        consent.ask(output, PartitionOfTable.text(plan.value()));
        Answer<ArchivePlan> begun = partition.archive(false);
        if (noWait) {
            begun.print(output, PartitionOfTable::text);
            return;
        }
        partition
                .await(Objects.requireNonNull(begun.value().id()), ArchiveState.DROPPED)
                .print(output, done -> "%s: %s rows are in %s (%s).\n"
                        .formatted(
                                partition.partition(),
                                count(done.rows(), Quantities::count),
                                Objects.toString(done.location(), ""),
                                count(done.bytes(), Quantities::bytes)));
    }

    private static String count(@Nullable Long number, LongFunction<String> form) {
        return form.apply(number == null ? 0 : number);
    }
}
