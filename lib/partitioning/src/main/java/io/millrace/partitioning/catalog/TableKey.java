package io.millrace.partitioning.catalog;

import io.millrace.postgres.Sql;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What tells the rows of a table apart. */
public final class TableKey {
    private static final String KEY = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns
              FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = to_regclass(:table) AND i.indisunique AND i.indisvalid
               AND (i.indimmediate OR NOT :strict)
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
             GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts
            HAVING bool_and(a.attnotnull) OR NOT :strict
             ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
            """;

    private TableKey() {}

    /**
     * @param table as safe SQL text
     * @return the columns of the primary key, else of the narrowest unique index without NULLs; empty when there is neither
     */
    public static List<String> of(Handle handle, String table) {
        return find(handle, table, true);
    }

    /**
     * @param table as safe SQL text
     * @return the columns of the primary key, else of the narrowest unique index, be it one that takes NULLs or is checked late
     */
    public static List<String> toNameRows(Handle handle, String table) {
        return find(handle, table, false);
    }

    private static List<String> find(Handle handle, String table, boolean strict) {
        return handle.createQuery(KEY)
                .bind("table", table)
                .bind("strict", strict)
                .map((row, context) -> Sql.strings(row, "columns"))
                .findFirst()
                .orElse(List.of());
    }
}
