package io.millrace.loader.ledger;

import io.millrace.loader.batch.StreamKey;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code millrace.stream}: up to which position each stream is in. */
public final class StreamLedger {
    private static final String READ = """
            SELECT s.topic_id, s.partition, s.next_offset, s.epoch,
                   EXISTS (SELECT FROM millrace.dataset d
                            WHERE d.name = s.dataset AND d.deleted_at IS NULL) AS wanted,
                   EXISTS (SELECT FROM millrace.parked p
                            WHERE p.topic_id = s.topic_id AND p.partition = s.partition) AS held
              FROM unnest(:topics, :partitions) AS k (topic_id, partition)
              JOIN millrace.stream s USING (topic_id, partition)
             ORDER BY s.topic_id, s.partition""";

    private static final String LOCK = READ + " FOR UPDATE OF s";

    /** A slice of nothing but holes brings no record, and says nothing of how fresh the table is. */
    private static final String ADVANCE = """
            UPDATE millrace.stream
               SET next_offset = :next, rows = rows + :rows, rejects = rejects + :rejects,
                   newest_at = greatest(newest_at, n.at),
                   loaded_at = CASE WHEN n.at IS NULL THEN loaded_at ELSE clock_timestamp() END
              FROM (SELECT :newest_at::timestamptz AS at) n
             WHERE topic_id = :topic AND partition = :partition""";

    private static final String START_AGAIN = """
            UPDATE millrace.stream SET epoch = epoch + 1 WHERE topic_id = :topic AND partition = :partition""";

    private StreamLedger() {}

    /**
     * A stream's line.
     *
     * @param next the position up to which everything is in
     * @param epoch a reader with another one has been, or is being, told to read its position again
     * @param wanted whether its dataset is there
     * @param held whether the slice at its position is parked: what lies behind it must wait
     */
    public record Line(long next, int epoch, boolean wanted, boolean held) {}

    /**
     * How far a stream gets.
     *
     * @param newestAt microseconds since 1970-01-01T00:00:00Z; 0 when no record is among what is added
     */
    public record Advance(long next, long rows, long rejects, long newestAt) {
        /** @param later begins where this one ends */
        public Advance and(Advance later) {
            return new Advance(
                    later.next, rows + later.rows, rejects + later.rejects, Math.max(newestAt, later.newestAt));
        }
    }

    public static Map<StreamKey, Line> read(Handle handle, Collection<StreamKey> keys) {
        return query(handle, READ, keys);
    }

    /** As {@link #read}; nobody else can write the lines until the transaction ends. Locks in one order. */
    public static Map<StreamKey, Line> lock(Handle handle, Collection<StreamKey> keys) {
        return query(handle, LOCK, keys);
    }

    private static Map<StreamKey, Line> query(Handle handle, String sql, Collection<StreamKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return handle
                .createQuery(sql)
                .bind("topics", keys.stream().map(StreamKey::topicId).toArray(UUID[]::new))
                .bind("partitions", keys.stream().map(StreamKey::partition).toArray(Integer[]::new))
                .map((row, context) -> Map.entry(
                        new StreamKey(row.getObject("topic_id", UUID.class), row.getInt("partition")),
                        new Line(
                                row.getLong("next_offset"),
                                row.getInt("epoch"),
                                row.getBoolean("wanted"),
                                row.getBoolean("held"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @param handle in the transaction that locked the line */
    public static void advance(Handle handle, StreamKey key, Advance advance) {
        handle.createUpdate(ADVANCE)
                .bind("next", advance.next())
                .bind("rows", advance.rows())
                .bind("rejects", advance.rejects())
                .bind("newest_at", time(advance.newestAt()))
                .bind("topic", key.topicId())
                .bind("partition", key.partition())
                .execute();
    }

    private static @Nullable OffsetDateTime time(long micros) {
        return micros == 0 ? null : Sql.utc(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    /** Has the stream's reader read its position again. */
    public static void startAgain(Handle handle, StreamKey key) {
        handle.createUpdate(START_AGAIN)
                .bind("topic", key.topicId())
                .bind("partition", key.partition())
                .execute();
    }
}
