package io.millrace.rows.read;

import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.catalog.TableKey;
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
        return new RowSource(table, timeColumn, columns, TableKey.toNameRows(handle, table.sql()));
    }

    /** @return the tables that hold the rows, by name */
    static List<String> leaves(Handle handle, TableName table) {
        return handle.select(LEAVES, table.sql()).mapTo(String.class).list();
    }
}
