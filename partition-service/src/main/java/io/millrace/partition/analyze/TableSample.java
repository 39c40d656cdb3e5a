package io.millrace.partition.analyze;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what an analysis needs of a table. Blocks: call it on virtual threads, in a session whose time zone is UTC. */
final class TableSample {
    /** About 24 MiB: enough for a median, and read in a moment. */
    private static final int PAGES = 3000;

    private static final String COLUMNS = """
            SELECT a.attname::text AS name,
                   EXISTS (SELECT FROM pg_partitioned_table p
                            WHERE p.partrelid = c.oid AND p.partnatts = 1 AND p.partattrs[0] = a.attnum) AS is_key,
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum) AS indexed,
                   coalesce((SELECT s.correlation FROM pg_stats s
                              WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
                              ORDER BY s.inherited LIMIT 1), 0)::float8 AS correlation
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
             WHERE c.oid = to_regclass(?) ORDER BY a.attnum
            """;
    /** A plain table is not in its own partition tree. */
    private static final String SIZE = """
            WITH leaf AS (SELECT relid AS oid FROM pg_partition_tree(to_regclass(:table)) WHERE isleaf
                          UNION SELECT oid FROM pg_class WHERE oid = to_regclass(:table) AND relkind IN ('r', 'm'))
            SELECT count(*) AS tables, coalesce(sum(pg_relation_size(oid)) / current_setting('block_size')::int, 0)::bigint AS pages,
                   coalesce(sum(pg_total_relation_size(oid)), 0)::bigint AS bytes FROM leaf
            """;

    private TableSample() {}

    /** @param tables 0 when there is no such table */
    record Size(long tables, long pages, long bytes) {}

    /** @param rows that were read @param timeless those of them whose time is NULL or infinite */
    record Hours(boolean exact, long rows, long timeless, double total, Histogram histogram) {}

    private record Hour(@Nullable Instant begin, long rows) {}

    static List<TimeColumn> columns(Handle handle, TableName table) {
        return handle.createQuery(COLUMNS)
                .bind(0, table.sql())
                .map((row, context) -> new TimeColumn(
                        row.getString("name"),
                        row.getBoolean("is_key"),
                        row.getBoolean("indexed"),
                        row.getDouble("correlation")))
                .list();
    }

    static Size size(Handle handle, TableName table) {
        return handle.createQuery(SIZE)
                .bind("table", table.sql())
                .map((row, context) -> new Size(row.getLong("tables"), row.getLong("pages"), row.getLong("bytes")))
                .one();
    }

    /** @param exact read all of it, however long that takes */
    static Hours hours(Handle handle, TableName table, String column, Size size, boolean exact) {
        boolean whole = exact || size.pages() <= PAGES;
        double part = whole ? 1 : (double) PAGES / size.pages();
        String sample =
                whole ? "" : String.format(Locale.ROOT, " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (1)", 100 * part);
        String sql = """
                SELECT CASE WHEN isfinite(%1$s) THEN date_trunc('hour', %1$s::timestamptz) END AS hour, count(*) AS rows
                  FROM %2$s%3$s GROUP BY 1
                """.formatted(quote(column), table.sql(), sample);
        List<Hour> read = handle.createQuery(sql)
                .map((row, context) -> new Hour(Sql.instant(row, "hour"), row.getLong("rows")))
                .list();
        TreeMap<Instant, Double> hours = new TreeMap<>();
        long timeless = 0;
        for (Hour hour : read) {
            if (hour.begin() == null) {
                timeless += hour.rows();
            } else {
                hours.put(hour.begin(), hour.rows() / part);
            }
        }
        long rows = read.stream().mapToLong(Hour::rows).sum();
        double total = rows / part;
        return new Hours(whole, rows, timeless, total, new Histogram(hours, total == 0 ? 0 : size.bytes() / total));
    }
}
