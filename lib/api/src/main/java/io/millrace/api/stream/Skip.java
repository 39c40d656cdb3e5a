package io.millrace.api.stream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A position that is moved by the will of a person, and what that costs. */
@Schema(name = "Skip", description = "A position that was moved, or would be.")
public record Skip(
        @Schema(examples = "readings") String dataset,

        @Schema(examples = "DUw1kZ0KQ-6CpG9LBz1yWQ") String topicId,
        @Schema(examples = "0") int partition,

        @Schema(description = "The position that it leaves.", examples = "120")
        long from,

        @Schema(description = "The position that it goes to.", examples = "500")
        long to,

        @Schema(
                description =
                        "Offsets that the topic has and that will not be read. Holes count, as they do in the lag: there are at most so many records.",
                examples = "100")
        long passedOver,

        @Schema(description = "Offsets before `to` that the topic had and has no more.", examples = "280")
        long gone,

        @Schema(
                description =
                        "Offsets that will be read though the position was beyond them. Only a stopped partition goes back; their records are loaded twice when they are the same as before.",
                examples = "0")
        long readAgain,

        @Schema(description = "Whether this is only what would happen.")
        boolean dryRun) {}
