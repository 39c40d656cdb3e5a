package io.millrace.migration.shape;

import io.millrace.partitioning.catalog.SizeSql;
import org.jdbi.v3.core.Handle;

/**
 * How large a table is, with its partitions.
 *
 * @param rows an estimate
 * @param heap bytes of the rows alone
 * @param bytes with indexes and large values
 */
public record TableSize(long rows, long heap, long bytes) {
    public static final TableSize NONE = new TableSize(0, 0, 0);

    private static final String READ = """
            SELECT coalesce(sum(%s), 0)::bigint AS rows, coalesce(sum(pg_relation_size(c.oid)), 0)::bigint AS heap,
                   coalesce(sum(%s), 0)::bigint AS bytes
              FROM (SELECT to_regclass(:table)::oid AS oid
                    UNION SELECT relid::oid FROM pg_partition_tree(to_regclass(:table)) WHERE isleaf) t
              JOIN pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'm')
            """.formatted(SizeSql.ROWS, SizeSql.BYTES);

    /** @param table as safe SQL text; nothing weighs what is not there */
    public static TableSize read(Handle handle, String table) {
        return handle.createQuery(READ)
                .bind("table", table)
                .map((row, context) -> new TableSize(row.getLong("rows"), row.getLong("heap"), row.getLong("bytes")))
                .one();
    }
}
