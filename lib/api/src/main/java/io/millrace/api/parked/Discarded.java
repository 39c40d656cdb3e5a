package io.millrace.api.parked;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of units that were given up. */
@Schema(name = "DiscardedUnits", description = "What became of the units that were given up.")
public record Discarded(
        @Schema(examples = "3") int discarded,

        @Schema(description = "Units of uploads: each is one reject now.", examples = "2")
        int rejects,

        @Schema(
                description = "Slices of streams: their records are passed over, and the partition goes on.",
                examples = "1")
        int skipped,

        @Schema(description = "Jobs that failed, since their end marker was given up.", examples = "0")
        int failedJobs,

        @Schema(
                description =
                        "How many of those that were asked for are still parked: one request gives up 1000 at most. Ask again.",
                examples = "0")
        long left) {}
