package io.millrace.migration.move;

import io.millrace.migration.move.Move.MovedColumn;
import io.millrace.partitioning.catalog.TableKey;
import io.millrace.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What of a table is moved, and how its rows are told apart. */
public record MovedColumns(List<MovedColumn> columns, List<String> identity, MovedColumn time) {
    /** Of a type that is not listed (or may have no hash function, as json), the text is hashed. */
    private static final String COLUMNS = """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
                   t.typtype = 'e' OR t.typnamespace = 'pg_catalog'::regnamespace AND t.typname IN
                       ('bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'varchar', 'bpchar', 'date',
                        'time', 'timestamp', 'timestamptz', 'interval', 'uuid', 'bytea', 'jsonb', 'inet', 'cidr', 'oid')
                       AS hashed
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum
            """;
    /** Once begun, the log tells: a key that the table gets meanwhile changes nothing. */
    private static final String LOGGED = """
            SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_attribute a
             WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped HAVING count(*) > 0
            """;

    /**
     * @param table as safe SQL text
     * @param time the time column; it is there
     * @param move the name of the move, begun or not
     */
    public static MovedColumns read(Handle handle, String table, String time, String move) {
        List<MovedColumn> columns = handle.select(COLUMNS, table)
                .map((row, context) ->
                        new MovedColumn(row.getString("name"), row.getString("type"), row.getBoolean("hashed")))
                .list();
        List<String> identity = new ArrayList<>(handle.select(LOGGED, Move.log(move))
                .map((row, context) -> Sql.strings(row, "columns"))
                .findFirst()
                .orElseGet(() -> TableKey.of(handle, table)));
        if (!identity.contains(time)) {
            identity.add(time);
        }
        MovedColumn timeColumn = columns.stream()
                .filter(column -> column.name().equals(time))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no column %s".formatted(table, time)));
        return new MovedColumns(columns, List.copyOf(identity), timeColumn);
    }
}
