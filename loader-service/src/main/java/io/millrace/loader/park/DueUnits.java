package io.millrace.loader.park;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.loader.LoaderConfig;
import io.millrace.postgres.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Sends parked units again when their time has come. Any number of loaders may do so: each takes what no other has at hand,
 * and the ledger drops what comes twice.
 */
@Singleton
public class DueUnits {
    /** Units sent in one turn. */
    private static final int A_TURN = 16;

    /** How long a unit that was sent again is given to arrive, before it is sent once more. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    private static final String CHANGED = """
            UPDATE millrace.parked p SET retry_at = clock_timestamp(), table_state = s.state
              FROM (SELECT schema_name, table_name, millrace.table_state(schema_name, table_name) AS state
                      FROM (SELECT DISTINCT schema_name, table_name FROM millrace.parked WHERE table_name IS NOT NULL) t) s
             WHERE p.schema_name = s.schema_name AND p.table_name = s.table_name
               AND p.table_state IS DISTINCT FROM s.state""";

    private static final String NEXT = """
            SELECT p.id, p.topic, p.message,
                   (SELECT max(d.version) FROM millrace.dataset d
                     WHERE d.name = p.dataset AND d.deleted_at IS NULL) AS version
              FROM millrace.parked p
             WHERE p.retry_at <= clock_timestamp()
             ORDER BY p.retry_at
             LIMIT 1
               FOR UPDATE SKIP LOCKED""";

    private static final String SENT = """
            UPDATE millrace.parked SET retry_at = clock_timestamp() + :wait * interval '1 ms' WHERE id = :id""";

    private static final String COUNT = """
            SELECT dataset, count(*) AS units FROM millrace.parked GROUP BY dataset""";

    private final Jdbi jdbi;
    private final ParkedCounts counts;
    private final Duration underWay;

    DueUnits(Jdbi jdbi, ParkedCounts counts, LoaderConfig config) {
        this.jdbi = jdbi;
        this.counts = counts;
        Duration most = config.parked().most();
        underWay = most.compareTo(UNDER_WAY) < 0 ? most : UNDER_WAY;
    }

    /** Where messages go to again. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Returns when Kafka has it.
         *
         * @throws UnsentException when Kafka did not take it
         */
        void send(String topic, byte[] message) throws InterruptedException;
    }

    /** Kafka did not take a message. */
    public static final class UnsentException extends RuntimeException {
        public UnsentException(Throwable cause) {
            super("Kafka does not take a parked unit: " + cause.getMessage(), cause);
        }
    }

    /** Looks once, and sends what is due. */
    public void turn(Sender sender) throws InterruptedException {
        jdbi.useHandle(handle -> {
            Sql.execute(handle, CHANGED);
            int sent = 0;
            while (sent < A_TURN && handle.inTransaction(begun -> next(begun, sender))) {
                sent++;
            }
            counts.set(count(handle));
        });
    }

    /** @return whether there was one */
    private boolean next(Handle handle, Sender sender) throws InterruptedException {
        Optional<Due> due = handle.createQuery(NEXT)
                .map((row, context) -> new Due(
                        row.getObject("id", UUID.class),
                        row.getString("topic"),
                        message(row.getString("topic"), row.getBytes("message"), row.getInt("version"))))
                .findOne();
        if (due.isEmpty()) {
            return false;
        }
        sender.send(due.get().topic(), due.get().message());
        handle.createUpdate(SENT)
                .bind("wait", underWay.toMillis())
                .bind("id", due.get().id())
                .execute();
        return true;
    }

    private record Due(UUID id, String topic, byte[] message) {}

    /** A unit is tried with the definition as it is now: the one that it came with may be the very cause. */
    private static byte[] message(String topic, byte[] parked, int version) {
        if (!topic.equals(Topics.UNITS) || version == 0) {
            return parked;
        }
        try {
            WorkUnit.Builder unit = WorkUnit.parseFrom(parked).toBuilder();
            if (unit.hasJob()) {
                unit.getJobBuilder().setDatasetVersion(version);
            } else if (unit.hasStream()) {
                unit.getStreamBuilder().setDatasetVersion(version);
            }
            return unit.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            return parked; // as it came: a newer release may understand it
        }
    }

    private static SortedMap<String, Long> count(Handle handle) {
        SortedMap<String, Long> counts = new TreeMap<>();
        handle.createQuery(COUNT)
                .map((row, context) -> counts.put(row.getString("dataset"), row.getLong("units")))
                .list();
        return counts;
    }
}
