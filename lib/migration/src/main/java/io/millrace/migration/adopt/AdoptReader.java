package io.millrace.migration.adopt;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.adopt.FoundTable.Partman;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Finds out how a table is partitioned, and what pg_partman knows of it. Blocks: call it on virtual threads. */
public final class AdoptReader {
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
             WHERE c.oid = to_regclass(?)
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
              FROM %s WHERE parent_table = ?
            """;
    /** Whatever pg_partman takes as an interval, as a number of months, days or hours when it is only one of them. */
    private static final String INTERVAL = """
            SELECT (extract(year FROM i) * 12 + extract(month FROM i))::int AS months, extract(day FROM i)::int AS days,
                   (extract(epoch FROM i - date_trunc('day', i)) / 3600)::float8 AS hours
              FROM (SELECT justify_hours(?::interval) AS i) AS given
            """;

    private final PgCatalog catalog;

    public AdoptReader(PgCatalog catalog) {
        this.catalog = catalog;
    }

    /** @return nothing when nothing stands under the name */
    public Optional<FoundTable> read(Handle handle, TableName table) {
        return handle.select(TABLE, table.sql())
                .map((row, context) -> found(handle, table, row))
                .findFirst();
    }

    private FoundTable found(Handle handle, TableName table, ResultSet row) throws SQLException {
        boolean range = "r".equals(row.getString("strategy"))
                && row.getInt("columns") == 1
                && row.getString("key") != null
                && String.valueOf(row.getString("type")).matches("date|timestamp.*");
        return new FoundTable(
                table,
                row.getString("kind"),
                row.getString("strategy"),
                row.getInt("columns"),
                row.getString("key"),
                row.getString("type"),
                row.getBoolean("nested"),
                row.getBoolean("owned"),
                range ? catalog.partitions(handle, table) : List.of(),
                Sql.strings(row, "subpartitioned"),
                Sql.strings(row, "foreign_tables"),
                row.getString("default_partition"),
                PartitionSets.find(handle, table).map(PartitionSet::dataset).orElse(null),
                partman(handle, table));
    }

    private static @Nullable Partman partman(Handle handle, TableName table) {
        for (String config : handle.createQuery(CONFIGS).mapTo(String.class).list()) {
            Optional<Partman> partman = handle.select(CONFIG.formatted(config), table.schema() + "." + table.name())
                    .map((row, context) -> partman(handle, config, row))
                    .findFirst();
            if (partman.isPresent()) {
                return partman.get();
            }
        }
        return null;
    }

    private static Partman partman(Handle handle, String config, ResultSet line) throws SQLException {
        String written = line.getString("written");
        String retention = line.getString("retention");
        Span span = retention == null ? null : span(handle, retention);
        return new Partman(
                config,
                interval(span(handle, written)),
                written,
                line.getInt("premake"),
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
    private static @Nullable Span span(Handle handle, String text) {
        if (!text.toLowerCase(Locale.ROOT).matches("[0-9a-z :]{1,60}")
                || text.strip().matches("[0-9]+")) {
            return null; // an identifier's, or nonsense
        }
        try {
            return handle.select(INTERVAL, text)
                    .map((row, context) -> span(row.getInt("months"), row.getInt("days"), row.getDouble("hours")))
                    .findFirst()
                    .orElse(null);
        } catch (JdbiException notAnInterval) {
            return null;
        }
    }

    private static @Nullable Span span(int months, int days, double hours) {
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
    public static String stop(String config, TableName table) {
        return "UPDATE %s SET automatic_maintenance = 'off' WHERE parent_table = '%s'"
                .formatted(config, (table.schema() + "." + table.name()).replace("'", "''"));
    }
}
