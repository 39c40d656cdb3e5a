package io.millrace.api.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a table needs, and what became of it.
 *
 * @param at the time that the plan was made for
 */
@Schema(description = "What a table's partitions need, and what became of it.")
public record MaintenanceReport(
        @Schema(description = "The dataset, or the table when no dataset owns it.", examples = "readings")
        String dataset,

        @Schema(examples = "public.readings") String table,

        @Schema(description = "The time that the plan was made for.")
        Instant at,

        @Schema(description = "Whether nothing was done.") boolean dryRun,

        List<Item> changes) {
    /** Whether a change failed. */
    public boolean failed() {
        return changes.stream().anyMatch(change -> change.outcome() == Outcome.FAILED);
    }

    /** What became of a change. */
    public enum Outcome {
        /** It is to be done: a dry run. */
        PLANNED,
        DONE,
        /** Somebody else had done it meanwhile. */
        NOTHING_TO_DO,
        FAILED
    }

    /** The kinds of changes. */
    public enum Kind {
        CREATE,
        REPLACE,
        BUILD_INDEX,
        ANALYZE,
        DETACH
    }

    /** A change and what became of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "MaintenanceChange", description = "A change and what became of it.")
    public record Item(
            @Schema(
                    description =
                            "CREATE: a partition is missing. REPLACE: empty partitions ahead have the length of a former interval. BUILD_INDEX: a partition lacks an index. ANALYZE: the table as a whole has no recent statistics. DETACH: a partition is past its retention and is detached; what becomes of it then, GET …/partitions/archives tells.")
            Kind kind,

            @Schema(description = "Its name; not known yet for a partition that is to be made.") @Nullable
            String partition,

            @Schema(description = "The partition's first instant.") @Nullable
            Instant lower,

            @Schema(description = "The first instant after the partition.") @Nullable
            Instant upper,

            Outcome outcome,

            @Schema(description = "Why it failed.") @Nullable
            String error) {}
}
