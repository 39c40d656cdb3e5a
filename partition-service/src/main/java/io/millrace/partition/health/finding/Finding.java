package io.millrace.partition.health.finding;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something about a partition set that its owner should know. */
@Schema(name = "HealthFinding", description = "Something about a partition set that its owner should know.")
public record Finding(
        @Schema(description = "The partition set: its dataset's name, or its table.", examples = "readings")
        String set,

        Severity severity,

        @Schema(description = "What was looked at; the same word whenever this is found.", examples = "missing-index")
        String check,

        @Schema(description = "The partition, index, sequence or table that it is about.")
        String subject,

        @Schema(description = "What was seen, in numbers.") String evidence,

        @Schema(description = "The command that mends it, or how to find out more.")
        String remedy) {}
