package io.millrace.loader.park;

import io.millrace.contract.message.Target;
import io.millrace.loader.batch.ByteRange;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.batch.UnitKey;
import io.millrace.loader.ledger.Texts;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** {@code millrace.parked}: the statements that write it. */
public final class ParkedTable {
    /** PostgreSQL tells whole rows in the details of some messages. */
    private static final int LONGEST_CAUSE = 2000;

    /**
     * What is parked already keeps the message that it came with, which is nearer to the input: an updated definition can
     * still make other rows of it. Not parked is what the ledger has.
     */
    private static final String PARK = """
            WITH t AS (SELECT coalesce(:schema::text, min(s.schema_name)) AS s, coalesce(:table::text, min(s.table_name)) AS n
                         FROM millrace.partition_set s WHERE s.dataset = :dataset)
            INSERT INTO millrace.parked AS p (id, dataset, job_id, unit, byte_from, byte_to, sha256, topic_id, partition,
                                              from_offset, to_offset, topic, message, schema_name, table_name, table_state,
                                              cause, remedy, retry_at)
            SELECT :id, :dataset, k.job_id, k.unit, :byte_from, :byte_to, :sha256, :topic_id::uuid, :partition,
                   :from_offset, :to_offset, :topic, :message, t.s, t.n, millrace.table_state(t.s, t.n),
                   :cause, :remedy, clock_timestamp() + :first * interval '1 ms'
              FROM t, (SELECT :job::uuid AS job_id, :unit::integer AS unit) k
             WHERE NOT EXISTS (SELECT FROM millrace.ledger l WHERE l.job_id = k.job_id AND l.unit = k.unit)
            ON CONFLICT (id) DO UPDATE
               SET attempts = p.attempts + 1, tried_at = clock_timestamp(), cause = excluded.cause,
                   remedy = excluded.remedy, schema_name = excluded.schema_name, table_name = excluded.table_name,
                   table_state = excluded.table_state,
                   retry_at = clock_timestamp() + least(:first * 2 ^ least(p.attempts, 20), :most) * interval '1 ms',
                   topic = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.topic ELSE p.topic END,
                   message = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.message ELSE p.message END,
                   from_offset = CASE WHEN p.to_offset < excluded.to_offset THEN excluded.from_offset ELSE p.from_offset END,
                   to_offset = greatest(p.to_offset, excluded.to_offset)""";

    private static final String BYTES = """
            SELECT coalesce(sum(octet_length(message)), 0) FROM millrace.parked WHERE dataset = :dataset""";

    private static final String DELETED = """
            SELECT EXISTS (SELECT FROM millrace.dataset WHERE name = :dataset)
               AND NOT EXISTS (SELECT FROM millrace.dataset WHERE name = :dataset AND deleted_at IS NULL)""";

    private static final String REPEATED = """
            DELETE FROM millrace.parked WHERE job_id = :job AND unit = :unit""";

    private static final String MARKER_IS_IN = """
            DELETE FROM millrace.parked WHERE job_id = :job AND unit IS NULL""";

    private static final String STREAM_IS_IN = """
            DELETE FROM millrace.parked WHERE topic_id = :topic AND partition = :partition AND to_offset <= :position""";

    private static final String FOLLOW = """
            UPDATE millrace.parked SET retry_at = clock_timestamp()
             WHERE dataset = ANY (:datasets) AND retry_at > clock_timestamp()""";

    private ParkedTable() {}

    /**
     * @param first the wait before the first retry; each further wait is twice as long
     * @param most the longest wait
     */
    static void park(Handle handle, ParkedBatch unit, String cause, String remedy, Duration first, Duration most) {
        Target target = unit.target();
        ByteRange bytes = unit.bytes();
        StreamKey stream = unit.stream();
        handle.createUpdate(PARK)
                .bind("schema", target == null ? null : target.getSchema())
                .bind("table", target == null ? null : target.getTable())
                .bind("dataset", unit.dataset())
                .bind("id", unit.id())
                .bind("byte_from", bytes == null ? null : (Long) bytes.from())
                .bind("byte_to", bytes == null ? null : (Long) bytes.to())
                .bind("sha256", bytes == null ? null : bytes.sha256().toByteArray())
                .bind("topic_id", stream == null ? null : stream.topicId())
                .bind("partition", stream == null ? null : (Integer) stream.partition())
                .bind("from_offset", stream == null ? null : (Long) unit.from())
                .bind("to_offset", stream == null ? null : (Long) unit.to())
                .bind("topic", unit.topic())
                .bind("message", unit.message())
                .bind("cause", Texts.storable(cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE))))
                .bind("remedy", Texts.storable(remedy))
                .bind("job", unit.job())
                .bind("unit", unit.unit())
                .bind("first", first.toMillis())
                .bind("most", most.toMillis())
                .execute();
    }

    /** @return the bytes that are parked of a dataset */
    static long bytes(Handle handle, String dataset) {
        return handle.createQuery(BYTES)
                .bind("dataset", dataset)
                .mapTo(long.class)
                .one();
    }

    /** Whether there was such a dataset and is none any more. */
    static boolean isDeleted(Handle handle, String dataset) {
        return handle.createQuery(DELETED)
                .bind("dataset", dataset)
                .mapTo(boolean.class)
                .one();
    }

    /** The unit is in the ledger: it came again while it was parked. */
    public static void repeated(Handle handle, UnitKey key) {
        handle.createUpdate(REPEATED)
                .bind("job", key.job())
                .bind("unit", key.number())
                .execute();
    }

    /** The job's marker is in. */
    public static void markerIsIn(Handle handle, UUID job) {
        handle.createUpdate(MARKER_IS_IN).bind("job", job).execute();
    }

    /** @return whether the stream's parked slice is in, now that everything up to a position is */
    static boolean streamIsIn(Handle handle, StreamKey key, long position) {
        return handle.createUpdate(STREAM_IS_IN)
                        .bind("topic", key.topicId())
                        .bind("partition", key.partition())
                        .bind("position", position)
                        .execute()
                > 0;
    }

    /** A parked unit of each of these datasets is in: their others are tried at once. @param handle in auto-commit mode */
    public static void follow(Handle handle, Collection<String> datasets) {
        handle.createUpdate(FOLLOW)
                .bind("datasets", datasets.toArray(String[]::new))
                .execute();
    }
}
