package io.millrace.partition.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is done with one partition that is archived, or brought back. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "What would be done with a partition, or is being done.")
public record ArchivePlan(
        @Schema(description = "Whether nothing is done.") boolean dryRun,

        @Schema(description = "Under which it is told; missing as long as nothing is done.") @Nullable
        Long id,

        String partition,

        @Schema(description = "One after the other.", examples = "[\"detach\", \"write\", \"verify\", \"drop\"]")
        List<String> steps,

        @Schema(description = "Columns that the table has got since; they are NULL in its rows, or have their default.")
        List<String> filled,

        @Schema(description = "Why it cannot be done; empty when it can.")
        List<String> refusals) {}
