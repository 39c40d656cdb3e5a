package io.millrace.loader.park;

import io.millrace.contract.message.Target;
import io.millrace.loader.batch.Range;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.batch.UnitKey;
import io.millrace.loader.ledger.Texts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/** {@code millrace.parked}: the statements that write it. */
public final class ParkedUnits {
    /** PostgreSQL tells whole rows in the details of some messages. */
    private static final int LONGEST_CAUSE = 2000;

    /**
     * What is parked already keeps the message that it came with, which is nearer to the input: an updated definition can
     * still make other rows of it. Not parked is what the ledger has.
     */
    private static final String PARK = """
            WITH t AS (SELECT coalesce(?::text, min(s.schema_name)) AS s, coalesce(?::text, min(s.table_name)) AS n
                         FROM millrace.partition_set s WHERE s.dataset = ?)
            INSERT INTO millrace.parked AS p (id, dataset, job_id, unit, byte_from, byte_to, sha256, topic_id, partition,
                                              from_offset, to_offset, topic, message, schema_name, table_name, table_state,
                                              cause, remedy, retry_at)
            SELECT ?, ?, k.job_id, k.unit, ?, ?, ?, ?, ?, ?, ?, ?, ?, t.s, t.n, millrace.table_state(t.s, t.n),
                   ?, ?, clock_timestamp() + ? * interval '1 ms'
              FROM t, (SELECT ?::uuid AS job_id, ?::integer AS unit) k
             WHERE NOT EXISTS (SELECT FROM millrace.ledger l WHERE l.job_id = k.job_id AND l.unit = k.unit)
            ON CONFLICT (id) DO UPDATE
               SET attempts = p.attempts + 1, tried_at = clock_timestamp(), cause = excluded.cause,
                   remedy = excluded.remedy, schema_name = excluded.schema_name, table_name = excluded.table_name,
                   table_state = excluded.table_state,
                   retry_at = clock_timestamp() + least(? * 2 ^ least(p.attempts, 20), ?) * interval '1 ms',
                   topic = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.topic ELSE p.topic END,
                   message = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.message ELSE p.message END,
                   from_offset = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.from_offset ELSE p.from_offset END,
                   to_offset = greatest(p.to_offset, excluded.to_offset)""";

    private static final String BYTES = """
            SELECT coalesce(sum(octet_length(message)), 0) FROM millrace.parked WHERE dataset = ?""";

    private static final String DELETED = """
            SELECT EXISTS (SELECT FROM millrace.dataset WHERE name = ?)
               AND NOT EXISTS (SELECT FROM millrace.dataset WHERE name = ? AND deleted_at IS NULL)""";

    private static final String REPEATED = """
            DELETE FROM millrace.parked WHERE job_id = ? AND unit = ?""";

    private static final String MARKER_IS_IN = """
            DELETE FROM millrace.parked WHERE job_id = ? AND unit IS NULL""";

    private static final String STREAM_IS_IN = """
            DELETE FROM millrace.parked WHERE topic_id = ? AND partition = ? AND to_offset <= ?""";

    private static final String FOLLOW = """
            UPDATE millrace.parked SET retry_at = clock_timestamp()
             WHERE dataset = ANY (?) AND retry_at > clock_timestamp()""";

    private ParkedUnits() {}

    /**
     * @param first the wait before the first retry; each further wait is twice as long
     * @param most the longest wait
     */
    static void park(Connection connection, ParkedUnit unit, String cause, String remedy, Duration first, Duration most)
            throws SQLException {
        try (PreparedStatement park = connection.prepareStatement(PARK)) {
            Target target = unit.target();
            Range bytes = unit.bytes();
            StreamKey stream = unit.stream();
            int i = 1;
            park.setString(i++, target == null ? null : target.getSchema());
            park.setString(i++, target == null ? null : target.getTable());
            park.setString(i++, unit.dataset());
            park.setObject(i++, unit.id());
            park.setString(i++, unit.dataset());
            park.setObject(i++, bytes == null ? null : bytes.from(), Types.BIGINT);
            park.setObject(i++, bytes == null ? null : bytes.to(), Types.BIGINT);
            park.setBytes(i++, bytes == null ? null : bytes.sha256().toByteArray());
            park.setObject(i++, stream == null ? null : stream.topicId());
            park.setObject(i++, stream == null ? null : stream.partition(), Types.INTEGER);
            park.setObject(i++, stream == null ? null : unit.from(), Types.BIGINT);
            park.setObject(i++, stream == null ? null : unit.to(), Types.BIGINT);
            park.setString(i++, unit.topic());
            park.setBytes(i++, unit.message());
            park.setString(i++, Texts.storable(cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE))));
            park.setString(i++, Texts.storable(remedy));
            park.setLong(i++, first.toMillis());
            park.setObject(i++, unit.job());
            park.setObject(i++, unit.unit(), Types.INTEGER);
            park.setLong(i++, first.toMillis());
            park.setLong(i, most.toMillis());
            park.executeUpdate();
        }
    }

    /** @return the bytes that are parked of a dataset */
    static long bytes(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(BYTES)) {
            select.setString(1, dataset);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Whether there was such a dataset and is none any more. */
    static boolean isDeleted(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DELETED)) {
            select.setString(1, dataset);
            select.setString(2, dataset);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The unit is in the ledger: it came again while it was parked. */
    public static void repeated(Connection connection, UnitKey key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REPEATED)) {
            delete.setObject(1, key.job());
            delete.setInt(2, key.number());
            delete.executeUpdate();
        }
    }

    /** The job's marker is in. */
    public static void markerIsIn(Connection connection, UUID job) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(MARKER_IS_IN)) {
            delete.setObject(1, job);
            delete.executeUpdate();
        }
    }

    /** @return whether the stream's parked slice is in, now that everything up to a position is */
    static boolean streamIsIn(Connection connection, StreamKey key, long position) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(STREAM_IS_IN)) {
            delete.setObject(1, key.topicId());
            delete.setInt(2, key.partition());
            delete.setLong(3, position);
            return delete.executeUpdate() > 0;
        }
    }

    /** One unit of these datasets got in: the others are tried at once. @param connection in auto-commit mode */
    public static void follow(Connection connection, Collection<String> datasets) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(FOLLOW)) {
            update.setArray(1, connection.createArrayOf("text", datasets.toArray()));
            update.executeUpdate();
        }
    }
}
