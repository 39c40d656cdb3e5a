package io.millrace.partitioning.catalog;

import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.ExistingTable;
import io.millrace.partitioning.plan.ExistingTable.TableColumn;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.plan.PartitionChange.BuildIndex;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** What PostgreSQL knows of tables and partitions. Blocks: call it on virtual threads. */
public final class PgCatalog {
    private static final String TABLE = """
            SELECT c.oid::bigint AS oid,
                   CASE c.relkind WHEN 'p' THEN 'partitioned table' WHEN 'r' THEN 'table' WHEN 'v' THEN 'view'
                        WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'relation' END AS kind,
                   coalesce(p.partdefid <> 0, false) AS has_default,
                   (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = p.partattrs[0]
                       AND p.partstrat = 'r' AND p.partnatts = 1) AS key
              FROM pg_class c LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
             WHERE c.oid = to_regclass(?)
            """;
    private static final String COLUMNS = """
            SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null,
                   atthasdef OR attidentity <> '' AS filled, attgenerated <> '' AS generated
              FROM pg_attribute WHERE attrelid = ?::bigint::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;
    private static final String INDEXES = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = ?::bigint::oid AND i.indpred IS NULL AND i.indexprs IS NULL
             GROUP BY i.indexrelid
            """;
    /** What has no part in some partition is of use only when its parts can be built by its columns alone. */
    private static final String UNIQUES = """
            SELECT array_agg(a.attname::text ORDER BY k.place) AS columns, i.indisvalid AS valid,
                   NOT i.indimmediate AS deferrable
              FROM pg_index i
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = ?::bigint::oid AND i.indisunique
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
               AND (i.indisvalid OR i.indnkeyatts = i.indnatts
                                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid))
             GROUP BY i.indexrelid, i.indisvalid, i.indimmediate
            """;
    /** Locks no table: maintenance must be able to plan while others hold locks. */
    private static final String PARTITIONS = """
            SELECT t.name AS parent, c.relname::text AS name, nullif(p.lower, '-infinity') AS lower,
                   nullif(p.upper, 'infinity') AS upper
              FROM unnest(:tables::text[]) AS t (name)
             CROSS JOIN LATERAL millrace.partitions(to_regclass(t.name)) p
              JOIN pg_class c ON c.oid = p.partition
             ORDER BY t.name, p.lower
            """;

    private static final String SIZES = """
            SELECT c.relname::text AS name, nullif(p.lower, '-infinity') AS lower, nullif(p.upper, 'infinity') AS upper,
                   %s AS bytes, %s AS rows
              FROM millrace.partitions(to_regclass(?)) p JOIN pg_class c ON c.oid = p.partition
             ORDER BY p.lower
            """.formatted(SizeSql.BYTES, SizeSql.ROWS);
    private static final String UNINDEXED = """
            SELECT t.name AS parent, i.indexrelid::regclass::text AS index, c.oid::regclass::text AS partition,
                   left(c.relname::text, 12) || '_' || left(md5(i.indexrelid::text || ' ' || c.oid::text), 16) || '_idx'
                       AS part,
                   (SELECT array_agg(a.attname::text ORDER BY k.place)
                      FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS columns,
                   i.indisunique AS is_unique
              FROM unnest(:tables::text[]) AS t (name)
              JOIN pg_index i ON i.indrelid = to_regclass(t.name)
              JOIN pg_inherits h ON h.inhparent = i.indrelid
              JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind = 'r'
             WHERE NOT i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
               AND i.indisunique = :unique AND i.indnkeyatts = i.indnatts
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
               AND NOT EXISTS (SELECT FROM pg_inherits x JOIN pg_index part ON part.indexrelid = x.inhrelid
                                WHERE x.inhparent = i.indexrelid AND part.indrelid = c.oid)
             ORDER BY t.name, 2, 3
            """;
    /** The parents with rows whose own statistics are older than :before, or that have none. */
    private static final String UNANALYZED = """
            SELECT t.name AS parent
              FROM unnest(:tables::text[]) AS t (name) CROSS JOIN LATERAL (SELECT to_regclass(t.name) AS oid) p
             WHERE coalesce(greatest(pg_stat_get_last_analyze_time(p.oid), pg_stat_get_last_autoanalyze_time(p.oid)),
                            '-infinity') < :before
               AND EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                            WHERE i.inhparent = p.oid AND (c.reltuples > 0 OR pg_stat_get_live_tuples(c.oid) > 0))
            """;

    /**
     * A partition with its size.
     *
     * @param rows an estimate: of the last ANALYZE or VACUUM, else of the statistics collector
     * @param bytes on disk, with indexes and TOAST
     */
    public record SizedPartition(Partition partition, long rows, long bytes) {}

    /** @return what time it is for PostgreSQL */
    public Instant clock(Handle handle) {
        return handle.createQuery("SELECT clock_timestamp() AS now")
                .map((row, context) -> Sql.instant(row, "now"))
                .one();
    }

    /** @return what stands under the name; nothing when nothing does */
    public Optional<ExistingTable> table(Handle handle, TableName name) {
        return handle.createQuery(TABLE)
                .bind(0, name.sql())
                .map((row, context) -> {
                    long oid = row.getLong("oid");
                    return new ExistingTable(
                            row.getString("kind"),
                            row.getString("key"),
                            row.getBoolean("has_default"),
                            columns(handle, oid),
                            indexes(handle, oid),
                            uniques(handle, oid));
                })
                .findOne();
    }

    private static List<TableColumn> columns(Handle handle, long oid) {
        return handle.createQuery(COLUMNS)
                .bind(0, oid)
                .map((row, context) -> new TableColumn(
                        row.getString("name"),
                        row.getString("type"),
                        row.getBoolean("not_null"),
                        row.getBoolean("filled"),
                        row.getBoolean("generated")))
                .list();
    }

    private static List<List<String>> indexes(Handle handle, long oid) {
        return handle.createQuery(INDEXES)
                .bind(0, oid)
                .map((row, context) -> Sql.strings(row, "columns"))
                .list();
    }

    private static List<ExistingTable.Unique> uniques(Handle handle, long oid) {
        return handle.createQuery(UNIQUES)
                .bind(0, oid)
                .map((row, context) -> new ExistingTable.Unique(
                        Set.copyOf(Sql.strings(row, "columns")), row.getBoolean("valid"), row.getBoolean("deferrable")))
                .list();
    }

    /**
     * Waits for whoever has a partition locked: ask under lock_timeout.
     *
     * @return the partitions in the order of time; empty when the table is not there
     */
    public List<SizedPartition> sizedPartitions(Handle handle, TableName table) {
        return handle.createQuery(SIZES)
                .bind(0, table.sql())
                .map((row, context) -> new SizedPartition(partition(row), row.getLong("rows"), row.getLong("bytes")))
                .list();
    }

    /** @return the partitions in the order of time; empty when the table is not there */
    public List<Partition> partitions(Handle handle, TableName table) {
        return partitions(handle, List.of(table)).getOrDefault(table, List.of());
    }

    /** @return of each table that has some, the partitions in the order of time */
    public Map<TableName, List<Partition>> partitions(Handle handle, Collection<TableName> tables) {
        return byTable(handle.createQuery(PARTITIONS), tables, (row, context) -> partition(row));
    }

    private static Partition partition(ResultSet row) throws SQLException {
        return Partition.of(row.getString("name"), Sql.instant(row, "lower"), Sql.instant(row, "upper"));
    }

    /** @return the partitions that lack their part of an index of the parent, unique or not */
    public List<BuildIndex> unindexed(Handle handle, TableName table, boolean unique) {
        return unindexed(handle, List.of(table), unique).getOrDefault(table, List.of());
    }

    /** @return of each table that has some, the partitions that lack their part of an index of the parent */
    public Map<TableName, List<BuildIndex>> unindexed(Handle handle, Collection<TableName> tables, boolean unique) {
        return byTable(
                handle.createQuery(UNINDEXED).bind("unique", unique),
                tables,
                (row, context) -> new BuildIndex(
                        row.getString("index"),
                        row.getString("partition"),
                        row.getString("part"),
                        Sql.strings(row, "columns"),
                        row.getBoolean("is_unique")));
    }

    /** @return the tables with rows of which PostgreSQL has no statistics as a whole that are newer than the instant */
    public Set<TableName> unanalyzed(Handle handle, Collection<TableName> tables, Instant before) {
        return byTable(
                        handle.createQuery(UNANALYZED).bind("before", Sql.utc(before)),
                        tables,
                        (row, context) -> row.getString("parent"))
                .keySet();
    }

    /** @param query its parameter {@code tables} is theirs as safe SQL text, its column {@code parent} one of them */
    private static <T> Map<TableName, List<T>> byTable(Query query, Collection<TableName> tables, RowMapper<T> mapper) {
        Map<String, TableName> names =
                tables.stream().collect(Collectors.toMap(TableName::sql, Function.identity(), (one, same) -> one));
        return query
                .bind("tables", names.keySet().toArray(String[]::new))
                .map((row, context) -> Map.entry(names.get(row.getString("parent")), mapper.map(row, context)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }
}
