package io.millrace.partition.adopt;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.adopt.Found.Partman;
import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.policy.PartitionSet;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds out how a table is partitioned, and what pg_partman knows of it. Blocks: call it on virtual threads. */
@ApplicationScoped
class AdoptReader {
    private static final String TABLE = """
            SELECT CASE c.relkind WHEN 'p' THEN 'partitioned table' WHEN 'r' THEN 'table' WHEN 'v' THEN 'view'
                        WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'relation' END AS kind,
                   p.partstrat::text AS strategy, coalesce(p.partnatts, 0)::int AS columns,
                   a.attname::text AS key, format_type(a.atttypid, a.atttypmod) AS type, c.relispartition AS nested,
                   pg_has_role(c.relowner, 'USAGE') AS owned,
                   (SELECT d.oid::regclass::text FROM pg_class d WHERE d.oid = p.partdefid) AS default_partition,
                   ARRAY(SELECT x.relname::text FROM pg_inherits i JOIN pg_class x ON x.oid = i.inhrelid
                          WHERE i.inhparent = c.oid AND x.relkind = 'p' ORDER BY 1) AS subpartitioned,
                   ARRAY(SELECT x.relname::text FROM pg_inherits i JOIN pg_class x ON x.oid = i.inhrelid
                          WHERE i.inhparent = c.oid AND x.relkind = 'f' ORDER BY 1) AS foreign_tables
              FROM pg_class c LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
              LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0] AND a.attnum > 0
             WHERE c.oid = to_regclass($1)
            """;
    /** Of pg_partman 4 and 5, in whatever schema it was installed. */
    private static final String CONFIGS = """
            SELECT c.oid::regclass::text AS config FROM pg_class c
             WHERE c.relname = 'part_config' AND c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')
               AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN
                       ('parent_table', 'partition_interval', 'premake', 'retention', 'retention_keep_table',
                        'automatic_maintenance')) = 6
             ORDER BY 1
            """;

    private static final String CONFIG = """
            SELECT partition_interval AS written, premake, retention, retention_keep_table AS keeps,
                   automatic_maintenance <> 'off' AS active
              FROM %s WHERE parent_table = $1
            """;
    /** Whatever pg_partman takes as an interval, as a number of months, days or hours when it is only one of them. */
    private static final String INTERVAL = """
            SELECT (extract(year FROM i) * 12 + extract(month FROM i))::int AS months, extract(day FROM i)::int AS days,
                   (extract(epoch FROM i - date_trunc('day', i)) / 3600)::float8 AS hours
              FROM (SELECT justify_hours($1::text::interval) AS i) AS given
            """;

    private final PgCatalog catalog;

    AdoptReader(PgCatalog catalog) {
        this.catalog = catalog;
    }

    /** @return nothing when nothing stands under the name */
    Optional<Found> read(SqlClient client, TableName table) {
        return rows(client, TABLE, Tuple.of(table.sql())).stream().findFirst().map(row -> {
            boolean range = "r".equals(row.getString("strategy"))
                    && row.getInteger("columns") == 1
                    && row.getString("key") != null
                    && String.valueOf(row.getString("type")).matches("date|timestamp.*");
            return new Found(
                    table,
                    row.getString("kind"),
                    row.getString("strategy"),
                    row.getInteger("columns"),
                    row.getString("key"),
                    row.getString("type"),
                    row.getBoolean("nested"),
                    row.getBoolean("owned"),
                    range ? catalog.partitions(client, table) : List.of(),
                    List.of(row.getArrayOfStrings("subpartitioned")),
                    List.of(row.getArrayOfStrings("foreign_tables")),
                    row.getString("default_partition"),
                    PartitionSets.find(client, table).map(PartitionSet::dataset).orElse(null),
                    partman(client, table));
        });
    }

    private static @Nullable Partman partman(SqlClient client, TableName table) {
        for (Row config : rows(client, CONFIGS, Tuple.tuple())) {
            String name = config.getString("config");
            List<Row> lines = rows(client, CONFIG.formatted(name), Tuple.of(table.schema() + "." + table.name()));
            if (!lines.isEmpty()) {
                return partman(client, name, lines.getFirst());
            }
        }
        return null;
    }

    private static Partman partman(SqlClient client, String config, Row line) {
        String written = line.getString("written");
        String retention = line.getString("retention");
        Span span = retention == null ? null : span(client, retention);
        return new Partman(
                config,
                interval(span(client, written)),
                written,
                line.getInteger("premake"),
                span,
                span == null ? retention : null,
                line.getBoolean("keeps"),
                line.getBoolean("active"));
    }

    private static @Nullable Interval interval(@Nullable Span span) {
        return switch (span == null ? "" : span.toString()) {
            case "1 hours" -> Interval.HOUR;
            case "1 days" -> Interval.DAY;
            case "7 days" -> Interval.WEEK;
            case "1 months" -> Interval.MONTH;
            case "3 months" -> Interval.QUARTER;
            case "12 months" -> Interval.YEAR;
            default -> null;
        };
    }

    /** @return null when it is no length of time, or one of several units */
    private static @Nullable Span span(SqlClient client, String text) {
        if (!text.toLowerCase(Locale.ROOT).matches("[0-9a-z :]{1,60}")
                || text.strip().matches("[0-9]+")) {
            return null; // an identifier's, or nonsense
        }
        Row row;
        try {
            row = rows(client, INTERVAL, Tuple.of(text)).getFirst();
        } catch (PgException notAnInterval) {
            return null;
        }
        int months = row.getInteger("months");
        int days = row.getInteger("days");
        double hours = row.getDouble("hours");
        if (months > 0 && days == 0 && hours == 0) {
            return Span.parse(months + " months");
        }
        if (months == 0 && days > 0 && hours == 0) {
            return Span.parse(days + " days");
        }
        return months == 0 && days == 0 && hours >= 1 && hours == Math.rint(hours)
                ? Span.parse((int) hours + " hours")
                : null;
    }

    /** @return the statement that keeps pg_partman from maintaining the table */
    static String stop(String config, TableName table) {
        return "UPDATE %s SET automatic_maintenance = 'off' WHERE parent_table = '%s'"
                .formatted(config, (table.schema() + "." + table.name()).replace("'", "''"));
    }

    private static List<Row> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                        client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false)
                .toList();
    }
}
