package io.millrace.partition.read;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.read.query.RowSource;
import io.millrace.partition.read.query.RowSource.Column;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads from the catalog what a reader must know of a table. Blocks: call it on virtual threads. */
final class RowSources {
    private static final String COLUMNS = """
            SELECT attname::text AS name, format_type(atttypid, -1) AS type,
                   format_type(atttypid, atttypmod) AS declared
              FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;
    private static final String KEY = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns
              FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
             GROUP BY i.indexrelid, i.indisprimary
             ORDER BY i.indisprimary DESC, count(*), i.indexrelid LIMIT 1
            """;
    private static final String LEAVES = """
            SELECT c.relname::text AS name FROM pg_partition_tree(to_regclass($1)) t JOIN pg_class c ON c.oid = t.relid
             WHERE t.isleaf ORDER BY c.relname
            """;

    private RowSources() {}

    /** @throws io.millrace.api.ProblemException 409 when the table is gone */
    static RowSource of(SqlClient client, TableName table, String timeColumn) {
        List<Column> columns = rows(client, COLUMNS, table)
                .map(row -> new Column(row.getString("name"), row.getString("type"), row.getString("declared")))
                .toList();
        if (columns.stream().noneMatch(column -> column.name().equals(timeColumn))) {
            throw RowProblems.gone(table, timeColumn);
        }
        List<String> key = rows(client, KEY, table)
                .findFirst()
                .map(row -> List.of(row.getArrayOfStrings("columns")))
                .orElse(List.of());
        return new RowSource(table, timeColumn, columns, key);
    }

    /** @return the tables that hold the rows, by name */
    static List<String> leaves(SqlClient client, TableName table) {
        return rows(client, LEAVES, table).map(row -> row.getString("name")).toList();
    }

    private static Stream<Row> rows(SqlClient client, String sql, TableName table) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(Tuple.of(table.sql())).spliterator(), false);
    }
}
