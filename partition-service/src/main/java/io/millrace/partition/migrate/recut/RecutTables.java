package io.millrace.partition.migrate.recut;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.migrate.recut.Cut.Piece;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What SQL there is about a parent, its partitions, and the ones that are being made. */
final class RecutTables {
    private static final String DEFAULT = """
            SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_partitioned_table p
              JOIN pg_class c ON c.oid = p.partdefid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.partrelid = $1::text::regclass
            """;
    private static final String OUTSIDE = """
            SELECT DISTINCT lower(gap) AS lower, upper(gap) AS upper
              FROM (SELECT DISTINCT date_trunc($2, %1$s::timestamptz) AS at FROM %2$s
                     WHERE isfinite(%1$s) AND ($3::timestamptz IS NULL OR %1$s >= $3)
                       AND ($4::timestamptz IS NULL OR %1$s < $4)) AS times
             CROSS JOIN LATERAL millrace.missing_partitions($1::text::regclass, $2, times.at, times.at) AS gap
             ORDER BY 1
            """;
    private static final String CHILDREN = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_expr(c.relpartbound, 0) AS bound,
                   c.relname ~ '_p[0-9]{8}(_[0-9]{4})?_[0-9]{1,3}$' AS numbered, p.lower, p.upper
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN millrace.partitions($1::text::regclass) p ON p.partition = c.oid
             WHERE i.inhparent = $1::text::regclass
             ORDER BY p.lower NULLS LAST
            """;
    private static final String NAME = """
            SELECT millrace.partition_name($1::text::regclass, $2::timestamptz, $3::timestamptz) AS name
            """;
    /** Whatever hangs on a partition alone would go with it. */
    private static final String OWN = """
            SELECT 'trigger ' || tgname AS what FROM pg_trigger
             WHERE tgrelid = $1::text::regclass AND NOT tgisinternal AND tgparentid = 0 AND tgname NOT LIKE 'millrace\\_%'
            UNION ALL
            SELECT 'foreign key ' || conname || ' of ' || conrelid::regclass FROM pg_constraint
             WHERE contype = 'f' AND confrelid = $1::text::regclass AND conparentid = 0
            """;

    private static final String REFERENCED = """
            SELECT conname || ' of ' || conrelid::regclass AS what FROM pg_constraint
             WHERE contype = 'f' AND confrelid = $1::text::regclass AND conparentid = 0 LIMIT 1
            """;
    private static final String FOREIGN_KEYS = """
            SELECT conname::text AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
             WHERE contype = 'f' AND conrelid = $1::text::regclass AND convalidated
            """;
    private static final String INDEX_NAMES = """
            SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = $1::text::regclass
            """;
    private static final String SIZE = """
            SELECT coalesce(pg_total_relation_size(to_regclass($1)), 0)::bigint AS bytes,
                   coalesce((SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)), 0) AS rows
            """;

    /** A partition as SQL text: its name, its bounds, and whether it had to be called by a number. */
    record Child(
            String name,
            String bound,
            boolean numbered,
            @Nullable OffsetDateTime lower,
            @Nullable OffsetDateTime upper) {
        boolean isDefault() {
            return lower == null;
        }
    }

    record Size(long bytes, long rows) {}

    private RecutTables() {}

    static Optional<TableName> defaultPartition(SqlClient client, TableName parent) {
        return rows(client, DEFAULT, Tuple.of(parent.sql()))
                .findFirst()
                .map(row -> new TableName(row.getString("schema"), row.getString("name")));
    }

    /** @return partitions that rows of the DEFAULT partition would need, in steps of the interval */
    static List<Piece> outside(
            SqlClient client,
            TableName parent,
            TableName defaultPartition,
            String column,
            Interval interval,
            @Nullable Instant from,
            @Nullable Instant to) {
        return rows(
                        client,
                        OUTSIDE.formatted(quote(column), defaultPartition.sql()),
                        Tuple.of(parent.sql(), interval.toString(), time(from), time(to)))
                .map(row -> new Piece(
                        row.getOffsetDateTime("lower").toInstant(),
                        row.getOffsetDateTime("upper").toInstant()))
                .toList();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** @return by time, the DEFAULT one last */
    static List<Child> children(SqlClient client, TableName parent) {
        return rows(client, CHILDREN, Tuple.of(parent.sql()))
                .map(row -> new Child(
                        row.getString("name"),
                        row.getString("bound"),
                        row.getBoolean("numbered"),
                        row.getOffsetDateTime("lower"),
                        row.getOffsetDateTime("upper")))
                .toList();
    }

    static void make(SqlClient client, TableName parent, Piece piece) {
        client.preparedQuery("SELECT millrace.create_partition($1::text::regclass, $2, $3)")
                .executeAndAwait(Tuple.of(parent.sql(), time(piece.lower()), time(piece.upper())));
    }

    /** A name that was taken by an old partition may be free now. */
    static void rename(SqlClient client, Child child, TableName parent) {
        String name = rows(client, NAME, Tuple.of(parent.sql(), child.lower(), child.upper()))
                .findFirst()
                .orElseThrow()
                .getString("name");
        execute(client, "ALTER TABLE %s RENAME TO %s".formatted(child.name(), quote(name)));
    }

    static List<String> ownOf(SqlClient client, String partition) {
        return texts(client, OWN, partition, "what");
    }

    static List<String> referencing(SqlClient client, TableName parent) {
        return texts(client, REFERENCED, parent.sql(), "what");
    }

    /** @return the definitions of the parent's foreign keys, each with its name */
    static List<String> foreignKeys(SqlClient client, TableName parent) {
        return rows(client, FOREIGN_KEYS, Tuple.of(parent.sql()))
                .map(row -> quote(row.getString("name")) + " " + row.getString("definition"))
                .toList();
    }

    static Size size(SqlClient client, String table) {
        Row row = rows(client, SIZE, Tuple.of(table)).findFirst().orElseThrow();
        return new Size(row.getLong("bytes"), row.getLong("rows"));
    }

    /** Whether the table was made for this. */
    static boolean isFor(SqlClient client, TableName table, String purpose) {
        return rows(
                        client,
                        "SELECT obj_description(to_regclass($1), 'pg_class') IS NOT DISTINCT FROM $2 AS it",
                        Tuple.of(table.sql(), purpose))
                .findFirst()
                .orElseThrow()
                .getBoolean("it");
    }

    static void mark(SqlClient client, TableName table, String purpose) {
        execute(client, "COMMENT ON TABLE %s IS '%s'".formatted(table.sql(), purpose.replace("'", "''")));
    }

    static boolean hasIndex(SqlClient client, TableName table) {
        return rows(
                        client,
                        "SELECT EXISTS (SELECT FROM pg_index WHERE indrelid = $1::text::regclass) AS it",
                        Tuple.of(table.sql()))
                .findFirst()
                .orElseThrow()
                .getBoolean("it");
    }

    /** @param key its name and its definition; complete, since ATTACH takes no other */
    static void foreignKey(SqlClient client, Child child, String key) {
        String name = key.substring(0, key.indexOf(" FOREIGN KEY "));
        execute(client, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(child.name(), name));
        execute(client, "ALTER TABLE %s ADD CONSTRAINT %s NOT VALID".formatted(child.name(), key));
        execute(client, "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(child.name(), name));
    }

    /** A CHECK that equals the bounds of the partition, as PostgreSQL itself words it. */
    static void bound(SqlClient client, Child child, String name, String column) {
        String[] ends = child.bound().split("FOR VALUES FROM \\(|\\) TO \\(|\\)$");
        execute(client, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(child.name(), name));
        execute(
                client,
                "ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (%3$s IS NOT NULL AND %3$s >= %4$s AND %3$s < %5$s)"
                        .formatted(child.name(), name, column, ends[1], ends[2]));
    }

    /** A CHECK that rows of the DEFAULT partition lie outside; to be validated. */
    static void outsideOf(SqlClient client, TableName table, String name, String column, Instant lower, Instant upper) {
        execute(client, "SET LOCAL TimeZone = 'UTC'");
        execute(client, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(table.sql(), name));
        execute(
                client,
                "ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (%3$s IS NULL OR %3$s < '%4$s' OR %3$s >= '%5$s') NOT VALID"
                        .formatted(table.sql(), name, column, lower, upper));
    }

    /** Gives a table another's name, and its indexes, where they are called after it, the names that follow from that. */
    static void takeName(SqlClient client, TableName table, TableName other) {
        texts(client, INDEX_NAMES, table.sql(), "name").stream()
                .filter(index -> index.startsWith(table.name()))
                .forEach(index -> execute(
                        client,
                        "ALTER INDEX %s RENAME TO %s"
                                .formatted(
                                        new TableName(table.schema(), index).sql(),
                                        quote(other.name()
                                                + index.substring(table.name().length())))));
        execute(client, "ALTER TABLE %s RENAME TO %s".formatted(table.sql(), quote(other.name())));
    }

    static void execute(SqlClient client, String sql) {
        client.query(sql).executeAndAwait();
    }

    private static List<String> texts(SqlClient client, String sql, String table, String column) {
        return rows(client, sql, Tuple.of(table))
                .map(row -> row.getString(column))
                .toList();
    }

    private static Stream<Row> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false);
    }
}
