package io.millrace.partition.move;

import io.millrace.partition.move.Move.MovedColumn;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
             WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum
            """;
    /** The primary key, else the narrowest unique index without NULLs. */
    private static final String KEY = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns
              FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = $1::text::regclass AND i.indisunique AND i.indisvalid AND i.indimmediate
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
             GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts
            HAVING bool_and(a.attnotnull)
             ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
            """;

    /** Once begun, the log tells: a key that the table gets meanwhile changes nothing. */
    private static final String LOGGED = """
            SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_attribute a
             WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped HAVING count(*) > 0
            """;

    /**
     * @param table as safe SQL text
     * @param time the time column; it is there
     * @param move the name of the move, begun or not
     */
    public static MovedColumns read(SqlClient client, String table, String time, String move) {
        List<MovedColumn> columns = rows(client, COLUMNS, table)
                .map(row -> new MovedColumn(row.getString("name"), row.getString("type"), row.getBoolean("hashed")))
                .toList();
        List<String> identity = new ArrayList<>(rows(client, LOGGED, Move.log(move))
                .findFirst()
                .or(() -> rows(client, KEY, table).findFirst())
                .map(row -> List.of(row.getArrayOfStrings("columns")))
                .orElse(List.of()));
        if (!identity.contains(time)) {
            identity.add(time);
        }
        MovedColumn timeColumn = columns.stream()
                .filter(column -> column.name().equals(time))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no column %s".formatted(table, time)));
        return new MovedColumns(columns, List.copyOf(identity), timeColumn);
    }

    private static Stream<Row> rows(SqlClient client, String sql, String table) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(Tuple.of(table)).spliterator(), false);
    }
}
