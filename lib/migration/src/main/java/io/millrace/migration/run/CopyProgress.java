package io.millrace.migration.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How far the copying is, counted in blocks, since the number of rows is an estimate.
 *
 * @param rowsPerSecond over the last minute of copying
 * @param secondsLeft null when nothing is left or nothing is known
 */
public record CopyProgress(
        long rows, long rowsPerSecond, @Nullable Long secondsLeft, int rangesVerified) {
    /** Batches overlap: their number a second is taken from when they ended, and nothing from a single one. */
    private static final String READ = """
            WITH last AS (SELECT max(copied_at) AS at FROM millrace.migration_range WHERE migration_id = :migration),
                 recent AS (
                SELECT sum(r.rows) AS rows, sum(r.to_block - r.from_block) AS blocks,
                       extract(epoch FROM max(r.copied_at) - min(r.copied_at))::float8 AS seconds
                  FROM millrace.migration_range r, last
                 WHERE r.migration_id = :migration AND r.copied_at >= last.at - interval '1 minute')
            SELECT coalesce((SELECT sum(rows) FROM millrace.migration_range WHERE migration_id = :migration), 0)::bigint AS rows,
                   coalesce(recent.rows / nullif(recent.seconds, 0), 0)::float8 AS rate,
                   (((SELECT sum(blocks) FROM millrace.migration_source WHERE migration_id = :migration)
                     - (SELECT sum(to_block - from_block) FROM millrace.migration_range WHERE migration_id = :migration))
                    / nullif(recent.blocks / nullif(recent.seconds, 0), 0))::float8 AS seconds_left,
                   (SELECT count(*) FROM millrace.migration_check
                     WHERE migration_id = :migration AND source_rows = target_rows AND source_sum = target_sum)::integer AS verified
              FROM recent
            """;

    public static CopyProgress read(Handle handle, long migration) {
        return handle.createQuery(READ)
                .bind("migration", migration)
                .map((row, context) -> of(row))
                .one();
    }

    private static CopyProgress of(ResultSet row) throws SQLException {
        Double left = row.getObject("seconds_left", Double.class);
        return new CopyProgress(
                row.getLong("rows"),
                Math.round(row.getDouble("rate")),
                left == null || left <= 0 ? null : (Long) Math.round(left),
                row.getInt("verified"));
    }
}
