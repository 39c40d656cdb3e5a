package io.millrace.api.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A partition of a topic that had the name before, or that has it no more. */
@Schema(
        name = "ReplacedStreamPartition",
        description = "A partition of a topic that was deleted: another one has its name since, or none has.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplacedPartition(
        int partition,

        @Schema(description = "The id of the topic that is gone.", examples = "DUw1kZ0KQ-6CpG9LBz1yWQ")
        String topicId,

        @Schema(description = "How far it was read.", examples = "120")
        long position,

        long rows,
        long rejects,
        @Nullable Instant newestAt,
        @Nullable Instant loadedAt,

        @Schema(description = "When the new topic was noticed; absent until then.") @Nullable
        Instant replacedAt) {}
