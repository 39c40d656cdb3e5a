package io.millrace.cli.partition;

import io.millrace.api.health.Finding;
import io.millrace.api.health.HealthReport;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions health}. */
@Command(
        name = "health",
        description = {
            "Look at partition sets: bounds, rows, sizes, indexes, statistics, sequences, work that is due.",
            "Exit status, for cron: 0 when nothing is as bad as --fail-on, 1 when the worst is a warning,"
                    + " 2 when it is an error, 3 when it could not be looked."
        })
final class HealthCommand implements Callable<Integer> {
    private static final int COULD_NOT_LOOK = 3;

    /** How bad a finding must be. */
    enum FailOn {
        warning,
        error
    }

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "A dataset, or a table as schema.name; all sets when left out.")
    private @Nullable String name;

    @Option(names = "--output", paramLabel = "FILE", description = "Write the report to this file.")
    private @Nullable Path file;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "warning",
            description = "warning or error; default ${DEFAULT-VALUE}.")
    private FailOn failOn = FailOn.warning;

    @Override
    public Integer call() {
        try {
            String path = name == null ? "/v1/partitions/health" : SetPath.of(name) + "/partitions/health";
            Answer<HealthReport> report = new Api().get(targets.partition(), path, HealthReport.class);
            if (file == null) {
                report.print(output, HealthCommand::text);
            } else {
                Files.writeString(file, output.render(report.document(), () -> text(report.value())));
            }
            return status(report.value());
        } catch (IOException e) {
            throw new CommandFailure(COULD_NOT_LOOK, "The report could not be written: " + e);
        } catch (CommandFailure e) {
            throw new CommandFailure(COULD_NOT_LOOK, String.valueOf(e.getMessage()));
        }
    }

    private int status(HealthReport report) {
        if (report.errors() > 0) {
            return 2;
        }
        return report.warnings() > 0 && failOn == FailOn.warning ? 1 : 0;
    }

    private static String text(HealthReport report) {
        String looked = "%s: %s sets, %s partitions: %d errors, %d warnings\n"
                .formatted(
                        report.at(),
                        Quantities.count(report.sets()),
                        Quantities.count(report.partitions()),
                        report.errors(),
                        report.warnings());
        if (report.findings().isEmpty()) {
            return looked + "All is well.\n";
        }
        Table table = new Table("severity", "set", "check", "subject");
        StringBuilder details = new StringBuilder();
        for (Finding finding : report.findings()) {
            table.row(finding.severity().toString(), finding.set(), finding.check(), finding.subject());
            details.append("\n%s: %s, %s\n  seen: %s\n  mend: %s\n"
                    .formatted(
                            finding.severity().name(),
                            finding.check(),
                            finding.subject(),
                            finding.evidence(),
                            finding.remedy()));
        }
        return looked + "\n" + table.render() + details;
    }
}
