package io.millrace.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.Objects;
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

        @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING, examples = "public.events")
        TableName table,

        @Schema(description = "The time column. Known already when the table is partitioned.", examples = "created_at")
        @Nullable
        String column,

        @Schema(description = "The time one partition shall hold; not for undo.") @Nullable
        Interval interval,

        @Schema(description = "Partitions to keep ahead of now.", examples = "3") @Nullable
        Integer premake,

        @Schema(
                type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
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
    private static final int DEFAULT_PREMAKE = 3;

    /** @return the same with what the table's set knows */
    public MigrationRequest with(PartitionSet set) {
        Policy policy = set.policy();
        return new MigrationRequest(
                kind,
                table,
                set.timeColumn(),
                interval == null ? policy.interval() : interval,
                policy.premake(),
                policy.retention(),
                policy.expired(),
                from,
                to);
    }

    public MigrationRequest withColumn(@Nullable String timeColumn) {
        return new MigrationRequest(kind, table, timeColumn, interval, premake, retention, expired, from, to);
    }

    /** @return the set that the table becomes; its column and its interval are known */
    public PartitionSet set() {
        Policy policy = new Policy(
                requiredInterval(), premakeOrDefault(), retention, Objects.requireNonNullElse(expired, Expired.KEEP));
        return PartitionSet.of(null, table, requiredColumn(), policy);
    }

    /** @return the interval, of a request that was found to have one */
    public Interval requiredInterval() {
        return Objects.requireNonNull(interval, "interval");
    }

    /** @return the column, which is known before anything begins */
    public String requiredColumn() {
        return Objects.requireNonNull(column, "column");
    }

    /** @return the beginning of the last partition that is to be made ahead of now */
    public Instant ahead(Instant now) {
        return requiredInterval().plus(requiredInterval().floor(now), premakeOrDefault());
    }

    private int premakeOrDefault() {
        return Objects.requireNonNullElse(premake, DEFAULT_PREMAKE);
    }
}
