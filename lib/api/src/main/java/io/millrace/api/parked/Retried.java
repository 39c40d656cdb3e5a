package io.millrace.api.parked;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many units are tried again now. */
@Schema(name = "RetriedUnits")
public record Retried(
        @Schema(description = "How many are tried again now.", examples = "3")
        long retried) {}
