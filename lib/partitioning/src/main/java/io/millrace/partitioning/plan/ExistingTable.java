package io.millrace.partitioning.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that is there.
 *
 * @param kind what it is: {@code partitioned table}, {@code table}, {@code view} …
 * @param keyColumn the one column that it is range-partitioned by; null when it is partitioned otherwise or not at all
 * @param defaultPartition whether it has a DEFAULT partition
 * @param indexes the columns of each plain B-tree index
 * @param uniques the unique indexes and primary keys, neither partial nor of expressions
 */
public record ExistingTable(
        String kind,
        @Nullable String keyColumn,
        boolean defaultPartition,
        List<TableColumn> columns,
        List<List<String>> indexes,
        List<Unique> uniques) {

    static final String PARTITIONED = "partitioned table";

    /**
     * A unique index.
     *
     * @param valid whether every partition has its part of it
     * @param deferrable whether rows may break it until COMMIT; ON CONFLICT refuses to go by it, and by any beside it
     */
    public record Unique(Set<String> columns, boolean valid, boolean deferrable) {}

    /**
     * A column of it.
     *
     * @param type as {@code format_type} of PostgreSQL spells it
     * @param filled whether it gets a value when none is given: a default or an identity
     * @param generated whether no value may be given
     */
    public record TableColumn(String name, String type, boolean notNull, boolean filled, boolean generated) {}
}
