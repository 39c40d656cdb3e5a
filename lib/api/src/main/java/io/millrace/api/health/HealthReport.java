package io.millrace.api.health;

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

        @Schema(description = "The worst first.") List<Finding> findings) {}
