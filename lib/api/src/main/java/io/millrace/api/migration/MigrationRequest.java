package io.millrace.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a migration is asked to do.
 *
 * @param column the time column; that of the partition key when null and the table is partitioned
 * @param interval the time one partition shall hold; not for {@link MigrationKind#UNDO}
 * @param premake partitions to keep ahead; the default of datasets when null
 * @param retention how long to keep a partition; for ever when null
 * @param expired what becomes of it then; it is kept, detached, when null
 * @param from for {@link MigrationKind#RECUT}: leave what ends at or before it alone
 * @param to for {@link MigrationKind#RECUT}: leave what begins at or after it alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "What a migration is asked to do.")
public record MigrationRequest(
        MigrationKind kind,

        @Schema(type = SchemaType.STRING, examples = "public.events")
        TableName table,

        @Schema(description = "The time column. Known already when the table is partitioned.", examples = "created_at")
        @Nullable
        String column,

        @Schema(description = "The time one partition shall hold; not for undo.") @Nullable
        Interval interval,

        @Schema(description = "Partitions to keep ahead of now.", examples = "3") @Nullable
        Integer premake,

        @Schema(
                type = SchemaType.STRING,
                description = "How long a partition is kept after its upper bound; for ever when absent.",
                examples = "12 months")
        @Nullable
        Span retention,

        @Schema(description = "What becomes of it then.") @Nullable
        Expired expired,

        @Schema(description = "recut: leave partitions alone that end at or before it.") @Nullable
        Instant from,

        @Schema(description = "recut: leave partitions alone that begin at or after it.") @Nullable
        Instant to) {
    /** @return the interval, of a request that was found to have one */
    public Interval requiredInterval() {
        return Objects.requireNonNull(interval, "interval");
    }

    /** @return the column, which is known before anything begins */
    public String requiredColumn() {
        return Objects.requireNonNull(column, "column");
    }
}
