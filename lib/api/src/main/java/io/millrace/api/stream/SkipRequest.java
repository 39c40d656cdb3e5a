package io.millrace.api.stream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where to go on. */
@Schema(name = "SkipRequest")
public record SkipRequest(
        @Schema(
                description = "`earliest`, `latest`, or an offset that the partition has, as a number.",
                required = true,
                examples = "\"earliest\"")
        @Nullable
        Object to) {}
