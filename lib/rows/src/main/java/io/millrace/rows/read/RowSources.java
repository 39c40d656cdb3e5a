package io.millrace.rows.read;

import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.Sql;
import io.millrace.rows.query.RowSource;
import io.millrace.rows.query.RowSource.Column;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.TableGone;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads from the catalog what a reader must know of a table. Blocks: call it on virtual threads. */
public final class RowSources {
    private static final String COLUMNS = """
            SELECT attname::text AS name, format_type(atttypid, -1) AS type,
                   format_type(atttypid, atttypmod) AS declared
              FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;
    private static final String KEY = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns
              FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indisvalid
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
             GROUP BY i.indexrelid, i.indisprimary
             ORDER BY i.indisprimary DESC, count(*), i.indexrelid LIMIT 1
            """;
    private static final String LEAVES = """
            SELECT c.relname::text AS name FROM pg_partition_tree(to_regclass(?)) t JOIN pg_class c ON c.oid = t.relid
             WHERE t.isleaf ORDER BY c.relname
            """;

    private RowSources() {}

    /** @throws RowsException when the table is gone */
    public static RowSource of(Handle handle, TableName table, String timeColumn) {
        List<Column> columns = handle.select(COLUMNS, table.sql())
                .map((row, context) ->
                        new Column(row.getString("name"), row.getString("type"), row.getString("declared")))
                .list();
        if (columns.stream().noneMatch(column -> column.name().equals(timeColumn))) {
            throw new RowsException(new TableGone(table, timeColumn));
        }
        List<String> key = handle.select(KEY, table.sql())
                .map((row, context) -> Sql.strings(row, "columns"))
                .findFirst()
                .orElse(List.of());
        return new RowSource(table, timeColumn, columns, key);
    }

    /** @return the tables that hold the rows, by name */
    static List<String> leaves(Handle handle, TableName table) {
        return handle.select(LEAVES, table.sql()).mapTo(String.class).list();
    }
}
