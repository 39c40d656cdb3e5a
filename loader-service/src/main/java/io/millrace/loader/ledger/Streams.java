package io.millrace.loader.ledger;

import io.millrace.loader.batch.StreamKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** {@code millrace.stream}: up to which position each stream is in. */
public final class Streams {
    private static final String READ = """
            SELECT s.topic_id, s.partition, s.next_offset, s.epoch,
                   EXISTS (SELECT FROM millrace.dataset d WHERE d.name = s.dataset AND d.deleted_at IS NULL),
                   EXISTS (SELECT FROM millrace.parked p WHERE p.topic_id = s.topic_id AND p.partition = s.partition)
              FROM unnest(?::uuid[], ?::integer[]) AS k (topic_id, partition)
              JOIN millrace.stream s USING (topic_id, partition)
             ORDER BY s.topic_id, s.partition""";

    private static final String LOCK = READ + " FOR UPDATE OF s";

    /** A slice of nothing but holes brings no record, and says nothing of how fresh the table is. */
    private static final String ADVANCE = """
            UPDATE millrace.stream
               SET next_offset = ?, rows = rows + ?, rejects = rejects + ?, newest_at = greatest(newest_at, n.at),
                   loaded_at = CASE WHEN n.at IS NULL THEN loaded_at ELSE clock_timestamp() END
              FROM (SELECT ?::timestamptz AS at) n
             WHERE topic_id = ? AND partition = ?""";

    private static final String START_AGAIN = """
            UPDATE millrace.stream SET epoch = epoch + 1 WHERE topic_id = ? AND partition = ?""";

    private Streams() {}

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

    public static Map<StreamKey, Line> read(Connection connection, Collection<StreamKey> keys) throws SQLException {
        return query(connection, READ, keys);
    }

    /** As {@link #read}; nobody else can write the lines until the transaction ends. Locks in one order. */
    public static Map<StreamKey, Line> lock(Connection connection, Collection<StreamKey> keys) throws SQLException {
        return query(connection, LOCK, keys);
    }

    private static Map<StreamKey, Line> query(Connection connection, String sql, Collection<StreamKey> keys)
            throws SQLException {
        Map<StreamKey, Line> lines = new HashMap<>();
        if (keys.isEmpty()) {
            return lines;
        }
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            UUID[] topics = keys.stream().map(StreamKey::topicId).toArray(UUID[]::new);
            Integer[] partitions = keys.stream().map(StreamKey::partition).toArray(Integer[]::new);
            select.setArray(1, connection.createArrayOf("uuid", topics));
            select.setArray(2, connection.createArrayOf("int4", partitions));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    StreamKey key = new StreamKey(rows.getObject(1, UUID.class), rows.getInt(2));
                    lines.put(key, new Line(rows.getLong(3), rows.getInt(4), rows.getBoolean(5), rows.getBoolean(6)));
                }
            }
        }
        return lines;
    }

    /** @param connection in the transaction that locked the line */
    public static void advance(Connection connection, StreamKey key, Advance advance) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setLong(1, advance.next());
            update.setLong(2, advance.rows());
            update.setLong(3, advance.rejects());
            update.setObject(
                    4,
                    advance.newestAt() == 0
                            ? null
                            : Instant.EPOCH
                                    .plus(advance.newestAt(), ChronoUnit.MICROS)
                                    .atOffset(ZoneOffset.UTC),
                    Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(5, key.topicId());
            update.setInt(6, key.partition());
            update.executeUpdate();
        }
    }

    /** Has the stream's reader read its position again. */
    public static void startAgain(Connection connection, StreamKey key) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(START_AGAIN)) {
            update.setObject(1, key.topicId());
            update.setInt(2, key.partition());
            update.executeUpdate();
        }
    }
}
