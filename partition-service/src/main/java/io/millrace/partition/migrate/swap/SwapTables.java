package io.millrace.partition.migrate.swap;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What SQL there is about the two tables themselves. */
final class SwapTables {
    private static final String MAKE = """
            SELECT count(millrace.create_partition($1::text::regclass, lower(gap), upper(gap)))
              FROM (SELECT min(%1$s)::timestamptz AS first, max(%1$s)::timestamptz AS last FROM %2$s) AS span,
                   millrace.missing_partitions(
                       $1::text::regclass, $2, least(span.first, $3), greatest(span.last, $4)) AS gap
            """;
    /** Partitions of a table with a work name are called as if it had its final one. */
    private static final String RENAMES = """
            SELECT format('ALTER TABLE %I.%I RENAME TO %I', n.nspname, c.relname,
                          millrace.partition_name($2::text::regclass, p.lower, p.upper)) AS sql
              FROM millrace.partitions($1::text::regclass) p
              JOIN pg_class c ON c.oid = p.partition
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_class work ON work.oid = $1::text::regclass
             WHERE position(work.relname || '_p' IN c.relname) = 1
                OR position(left(md5(work.relname), 8) IN c.relname) > 0
            """;

    private static final String LEAVES = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name
              FROM pg_partition_tree($1::text::regclass) t
              JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE t.isleaf
            UNION ALL
            SELECT $1 FROM pg_class WHERE oid = $1::text::regclass AND relkind = 'r' AND NOT relispartition
             ORDER BY 1
            """;
    private static final String BOUNDS = """
            SELECT lower::timestamp::text AS lower FROM millrace.partitions($1::text::regclass)
             WHERE isfinite(lower) ORDER BY lower
            """;

    private SwapTables() {}

    static void execute(SqlClient client, List<String> statements) {
        statements.forEach(sql -> client.query(sql).executeAndAwait());
    }

    /** Against readers and writers, with its partitions. */
    static void lock(SqlClient client, TableName table) {
        if (isThere(client, table)) {
            client.query("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.sql()))
                    .executeAndAwait();
        }
    }

    static boolean isThere(SqlClient client, TableName table) {
        return one(client, "SELECT to_regclass($1) IS NOT NULL AS there", Tuple.of(table.sql()))
                .getBoolean("there");
    }

    static boolean hasIndex(SqlClient client, String table) {
        return one(
                        client,
                        "SELECT EXISTS (SELECT FROM pg_index WHERE indrelid = $1::text::regclass) AS there",
                        Tuple.of(table))
                .getBoolean("there");
    }

    /** Partitions for all rows, and from now on until some time. */
    static void makePartitions(
            SqlClient client,
            TableName source,
            TableName target,
            String column,
            Interval interval,
            Instant now,
            Instant until) {
        client.preparedQuery(MAKE.formatted(quote(column), source.sql()))
                .executeAndAwait(Tuple.of(
                        target.sql(),
                        interval.toString(),
                        now.atOffset(ZoneOffset.UTC),
                        until.atOffset(ZoneOffset.UTC)));
    }

    static void renamePartitions(SqlClient client, TableName target, TableName finalName) {
        List<String> renames = texts(client, RENAMES, Tuple.of(target.sql(), finalName.sql()), "sql");
        execute(client, renames);
    }

    /** @return the tables that hold the rows: itself, or its leaf partitions */
    static List<String> leaves(SqlClient client, TableName table) {
        return texts(client, LEAVES, Tuple.of(table.sql()), "name");
    }

    /** @return where the partitions begin, in UTC */
    static List<String> bounds(SqlClient client, TableName partitioned) {
        return texts(client, BOUNDS, Tuple.of(partitioned.sql()), "lower");
    }

    private static List<String> texts(SqlClient client, String sql, Tuple arguments, String column) {
        RowSet<Row> rows = client.preparedQuery(sql).executeAndAwait(arguments);
        return rows.stream().map(row -> row.getString(column)).toList();
    }

    private static Row one(SqlClient client, String sql, Tuple arguments) {
        return client.preparedQuery(sql).executeAndAwait(arguments).iterator().next();
    }
}
