package io.millrace.api.analysis;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a table would be like in partitions. */
@Schema(name = "Analysis", description = "What a table would be like in partitions.")
public record Analysis(
        @Schema(examples = "public.events") String table,

        @Schema(examples = "created_at") String column,

        @Schema(description = "Why this column.") String columnReason,

        @Schema(
                description =
                        "exact: every row was read. sample: rows of some pages were, and the numbers are estimates.")
        String basis,

        @Schema(description = "Rows that were read.") long rowsRead,

        @Schema(description = "Rows of the table.") long rows,

        @Schema(description = "Bytes of the table, with indexes.")
        long bytes,

        @Schema(
                description =
                        "Rows among those read whose column is NULL or infinite: no partition of an interval can hold them.")
        long rowsWithoutTime,

        @Schema(description = "The first hour with rows.") @Nullable
        Instant first,

        @Schema(description = "The last hour with rows.") @Nullable
        Instant last,

        List<Spread> spreads,

        Advice advice) {}
