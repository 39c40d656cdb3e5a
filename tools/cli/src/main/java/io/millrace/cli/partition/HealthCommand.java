package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
            JsonNode report = new Api()
                    .get(
                            targets.partition(),
                            name == null ? "/v1/partitions/health" : SetPath.of(name) + "/partitions/health");
            if (file == null) {
                output.print(report, () -> text(report));
            } else {
                Files.writeString(file, output.render(report, () -> text(report)));
            }
            return status(report);
        } catch (IOException e) {
            throw new Failure(COULD_NOT_LOOK, "The report could not be written: " + e);
        } catch (Failure e) {
            throw new Failure(COULD_NOT_LOOK, String.valueOf(e.getMessage()));
        }
    }

    private int status(JsonNode report) {
        if (report.path("errors").asInt() > 0) {
            return 2;
        }
        return report.path("warnings").asInt() > 0 && failOn == FailOn.warning ? 1 : 0;
    }

    private static String text(JsonNode report) {
        String looked = "%s: %s sets, %s partitions: %s errors, %s warnings\n"
                .formatted(
                        report.path("at").asText(),
                        Quantities.count(report.path("sets").asLong()),
                        Quantities.count(report.path("partitions").asLong()),
                        report.path("errors").asText(),
                        report.path("warnings").asText());
        if (report.path("findings").isEmpty()) {
            return looked + "All is well.\n";
        }
        Table table = new Table("severity", "set", "check", "subject");
        StringBuilder details = new StringBuilder();
        for (JsonNode finding : report.path("findings")) {
            table.row(
                    finding.path("severity").asText(),
                    finding.path("set").asText(),
                    finding.path("check").asText(),
                    finding.path("subject").asText());
            details.append("\n%s: %s, %s\n  seen: %s\n  mend: %s\n"
                    .formatted(
                            finding.path("severity").asText().toUpperCase(Locale.ROOT),
                            finding.path("check").asText(),
                            finding.path("subject").asText(),
                            finding.path("evidence").asText(),
                            finding.path("remedy").asText()));
        }
        return looked + "\n" + table.render() + details;
    }
}
