package io.millrace.cli.partition;

import io.millrace.api.partition.MaintenanceReport;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions maintain}. */
@Command(
        name = "maintain",
        description = "Give a table the partitions, indexes and statistics that it lacks. The schedule does the same.")
final class MaintainCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Override
    public void run() {
        String path = SetPath.of(name) + "/partitions/maintenance?dryRun=" + dryRun;
        Answer<MaintenanceReport> report = new Api().post(targets.partition(), path, "", MaintenanceReport.class);
        report.print(output, MaintainCommand::text);
        for (MaintenanceReport.Item change : report.value().changes()) {
            if (change.outcome() == MaintenanceReport.Outcome.FAILED) {
                throw new CommandFailure(CommandFailure.FAILED, "Not everything could be done: " + change.error());
            }
        }
    }

    private static String text(MaintenanceReport report) {
        if (report.changes().isEmpty()) {
            return "Nothing is to be done.\n";
        }
        Table table = new Table("change", "partition", "from", "to", "outcome");
        for (MaintenanceReport.Item change : report.changes()) {
            table.row(
                    word(change.kind()),
                    Objects.toString(change.partition(), ""),
                    Objects.toString(change.lower(), ""),
                    Objects.toString(change.upper(), ""),
                    word(change.outcome()));
        }
        return table.render();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
