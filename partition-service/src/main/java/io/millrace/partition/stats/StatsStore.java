package io.millrace.partition.stats;

import io.millrace.contract.dataset.TableName;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table millrace.partition_stats. Blocks: call it on virtual threads. */
@ApplicationScoped
public class StatsStore {
    /**
     * All sets in one statement, except those that have a line already. Waits for nobody's lock: what is locked counts no
     * bytes this time.
     */
    private static final String TAKE = """
            WITH locked AS MATERIALIZED (
                SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL),
            sized AS (
                SELECT s.schema_name, s.table_name, p.lower, p.upper,
                       CASE WHEN c.reltuples > 0 THEN c.reltuples::bigint ELSE pg_stat_get_live_tuples(c.oid) END AS rows,
                       CASE WHEN c.oid IN (SELECT relation FROM locked) THEN 0 ELSE pg_total_relation_size(c.oid) END
                           AS bytes
                  FROM millrace.partition_set s
                 CROSS JOIN LATERAL millrace.partitions(to_regclass(format('%I.%I', s.schema_name, s.table_name))) p
                  JOIN pg_class c ON c.oid = p.partition
                 WHERE NOT EXISTS (SELECT FROM millrace.partition_stats t
                                    WHERE t.schema_name = s.schema_name AND t.table_name = s.table_name
                                      AND t.taken_at > $2))
            INSERT INTO millrace.partition_stats
            SELECT schema_name, table_name, $1, count(*), sum(rows), sum(bytes), max(rows), max(bytes), min(lower), max(upper)
              FROM sized GROUP BY schema_name, table_name
            """;

    private static final String SINCE = """
            SELECT taken_at, partitions, rows, bytes, largest_rows, largest_bytes,
                   nullif(oldest, '-infinity') AS oldest, nullif(newest, 'infinity') AS newest
              FROM millrace.partition_stats
             WHERE schema_name = $1 AND table_name = $2 AND taken_at >= $3 ORDER BY taken_at
            """;

    /** @return whether nobody else is at it; ends with the transaction */
    boolean lock(SqlClient client) {
        return client.query("SELECT pg_try_advisory_xact_lock(hashtext('millrace.partition_stats'))")
                .executeAndAwait()
                .iterator()
                .next()
                .getBoolean(0);
    }

    /** Takes the sizes of every set that has none since. */
    void take(SqlClient client, Instant now, Instant since) {
        client.preparedQuery(TAKE).executeAndAwait(Tuple.of(utc(now), utc(since)));
    }

    /** Forgets what was taken before. */
    void prune(SqlClient client, Instant before) {
        client.preparedQuery("DELETE FROM millrace.partition_stats WHERE taken_at < $1")
                .executeAndAwait(Tuple.of(utc(before)));
    }

    /** @return what was taken since, the oldest first */
    List<Taken> since(SqlClient client, TableName table, Instant since) {
        return StreamSupport.stream(
                        client.preparedQuery(SINCE)
                                .executeAndAwait(Tuple.of(table.schema(), table.name(), utc(since)))
                                .spliterator(),
                        false)
                .map(StatsStore::taken)
                .toList();
    }

    private static Taken taken(Row row) {
        return new Taken(
                row.getOffsetDateTime("taken_at").toInstant(),
                row.getInteger("partitions"),
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getLong("largest_rows"),
                row.getLong("largest_bytes"),
                instant(row.getOffsetDateTime("oldest")),
                instant(row.getOffsetDateTime("newest")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
