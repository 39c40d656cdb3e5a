package io.millrace.migration.adopt;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is found.
 *
 * @param kind {@code partitioned table}, or what else it is
 * @param strategy {@code r}, {@code l} or {@code h}; null when it is not partitioned
 * @param keyColumns how many columns or expressions the key has
 * @param key the first of them; null when it is an expression
 * @param type of the key, as {@code format_type} spells it
 * @param owned whether the service may do what the owner may
 * @param partitions those with bounds
 * @param nested those that are partitioned in turn
 * @param foreign those that are foreign tables
 * @param defaultPartition null when there is none
 * @param dataset that owns it; null when none does
 * @param partman null when pg_partman does not know it
 */
public record FoundTable(
        TableName table,
        String kind,
        @Nullable String strategy,
        int keyColumns,
        @Nullable String key,
        @Nullable String type,
        boolean isPartition,
        boolean owned,
        List<Partition> partitions,
        List<String> nested,
        List<String> foreign,
        @Nullable String defaultPartition,
        @Nullable String dataset,
        @Nullable Partman partman) {

    /**
     * The table's line in {@code part_config}.
     *
     * @param config that table, as safe SQL text
     * @param interval null when it is none that partitions of a set can have
     * @param written the interval as it is written there
     * @param retention null when there is none, or none that can be read
     * @param unread a retention that cannot be read
     * @param keeps whether what is past its retention is kept, detached
     * @param active whether its maintenance is on
     */
    public record Partman(
            String config,
            @Nullable Interval interval,
            String written,
            int premake,
            @Nullable Span retention,
            @Nullable String unread,
            boolean keeps,
            boolean active) {}
}
