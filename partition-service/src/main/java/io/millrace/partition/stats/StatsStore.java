package io.millrace.partition.stats;

import io.millrace.api.partition.PartitionStats;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.catalog.SizeSql;
import io.millrace.postgres.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** The table millrace.partition_stats. Blocks: call it on virtual threads. */
@ApplicationScoped
public class StatsStore {
    /**
     * All sets in one statement, except those that have a line already. Waits for nobody's lock: what is locked counts no
     * bytes this time.
     */
    private static final String TAKE = """
            WITH %s,
            sized AS (
                SELECT s.schema_name, s.table_name, p.lower, p.upper,
                       %s AS rows, coalesce(%s, 0) AS bytes
                  FROM millrace.partition_set s
                 CROSS JOIN LATERAL millrace.partitions(to_regclass(format('%%I.%%I', s.schema_name, s.table_name))) p
                  JOIN pg_class c ON c.oid = p.partition
                 WHERE NOT EXISTS (SELECT FROM millrace.partition_stats t
                                    WHERE t.schema_name = s.schema_name AND t.table_name = s.table_name
                                      AND t.taken_at > :since))
            INSERT INTO millrace.partition_stats
            SELECT schema_name, table_name, :now, count(*), sum(rows), sum(bytes), max(rows), max(bytes), min(lower), max(upper)
              FROM sized GROUP BY schema_name, table_name
            """.formatted(SizeSql.LOCKED, SizeSql.ROWS, SizeSql.BYTES_UNLESS_LOCKED);

    private static final String SINCE = """
            SELECT taken_at, partitions, rows, bytes, largest_rows, largest_bytes,
                   nullif(oldest, '-infinity') AS oldest, nullif(newest, 'infinity') AS newest
              FROM millrace.partition_stats
             WHERE schema_name = ? AND table_name = ? AND taken_at >= ? ORDER BY taken_at
            """;

    /** @return whether nobody else is at it; ends with the transaction */
    boolean lock(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(hashtext('millrace.partition_stats'))")
                .mapTo(Boolean.class)
                .one();
    }

    /** Takes the sizes of every set that has none since. */
    void take(Handle handle, Instant now, Instant since) {
        handle.createUpdate(TAKE)
                .bind("now", Sql.utc(now))
                .bind("since", Sql.utc(since))
                .execute();
    }

    /** Forgets what was taken before. */
    void prune(Handle handle, Instant before) {
        handle.createUpdate("DELETE FROM millrace.partition_stats WHERE taken_at < ?")
                .bind(0, Sql.utc(before))
                .execute();
    }

    /** @return what was taken since, the oldest first */
    List<PartitionStats> since(Handle handle, TableName table, Instant since) {
        return handle.createQuery(SINCE)
                .bind(0, table.schema())
                .bind(1, table.name())
                .bind(2, Sql.utc(since))
                .map((row, context) -> new PartitionStats(
                        Objects.requireNonNull(Sql.instant(row, "taken_at")),
                        row.getInt("partitions"),
                        row.getLong("rows"),
                        row.getLong("bytes"),
                        row.getLong("largest_rows"),
                        row.getLong("largest_bytes"),
                        Sql.instant(row, "oldest"),
                        Sql.instant(row, "newest")))
                .list();
    }
}
