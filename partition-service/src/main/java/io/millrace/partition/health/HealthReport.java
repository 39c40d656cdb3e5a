package io.millrace.partition.health;

import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.finding.Finding;
import io.millrace.partition.health.finding.Severity;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How partition sets fare.
 *
 * @param findings the worst first
 */
@Schema(name = "HealthReport", description = "How partition sets fare.")
public record HealthReport(
        @Schema(description = "When it was looked.") Instant at,

        @Schema(description = "How many sets were looked at.")
        int sets,

        @Schema(description = "How many partitions they have.")
        int partitions,

        int errors,

        int warnings,

        @Schema(description = "The worst first.") List<Finding> findings) {

    static HealthReport of(Instant at, List<SetFacts> sets, List<Finding> findings) {
        return new HealthReport(
                at,
                sets.size(),
                sets.stream().mapToInt(facts -> facts.partitions().size()).sum(),
                count(findings, Severity.ERROR),
                count(findings, Severity.WARNING),
                findings);
    }

    private static int count(List<Finding> findings, Severity severity) {
        return Math.toIntExact(findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count());
    }
}
