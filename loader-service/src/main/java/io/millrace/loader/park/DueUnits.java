package io.millrace.loader.park;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.loader.LoaderConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

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
                   (SELECT max(d.version) FROM millrace.dataset d WHERE d.name = p.dataset AND d.deleted_at IS NULL)
              FROM millrace.parked p
             WHERE p.retry_at <= clock_timestamp()
             ORDER BY p.retry_at
             LIMIT 1
               FOR UPDATE SKIP LOCKED""";

    private static final String SENT = """
            UPDATE millrace.parked SET retry_at = clock_timestamp() + ? * interval '1 ms' WHERE id = ?""";

    private static final String COUNT = """
            SELECT dataset, count(*) FROM millrace.parked GROUP BY dataset""";

    private final DataSource pool;
    private final ParkedCounts counts;
    private final Duration underWay;

    DueUnits(DataSource pool, ParkedCounts counts, LoaderConfig config) {
        this.pool = pool;
        this.counts = counts;
        Duration most = config.parked().most();
        underWay = most.compareTo(UNDER_WAY) < 0 ? most : UNDER_WAY;
    }

    /** Where messages go to again. */
    @FunctionalInterface
    public interface Sender {
        /** Returns when Kafka has it. */
        void send(String topic, byte[] message) throws UnsentException, InterruptedException;
    }

    /** Kafka did not take a message. */
    public static final class UnsentException extends Exception {
        public UnsentException(Throwable cause) {
            super("Kafka does not take a parked unit: " + cause.getMessage(), cause);
        }
    }

    /** Looks once, and sends what is due. */
    public void turn(Sender sender) throws SQLException, UnsentException, InterruptedException {
        try (Connection connection = pool.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(CHANGED);
            }
            int sent = 0;
            while (sent < A_TURN && next(connection, sender)) {
                sent++;
            }
            counts.set(count(connection));
        }
    }

    /** @return whether there was one */
    private boolean next(Connection connection, Sender sender)
            throws SQLException, UnsentException, InterruptedException {
        connection.setAutoCommit(false);
        try (PreparedStatement next = connection.prepareStatement(NEXT);
                ResultSet row = next.executeQuery()) {
            boolean found = row.next();
            if (found) {
                String topic = row.getString(2);
                sender.send(topic, message(topic, row.getBytes(3), row.getInt(4)));
                try (PreparedStatement update = connection.prepareStatement(SENT)) {
                    update.setLong(1, underWay.toMillis());
                    update.setObject(2, row.getObject(1, UUID.class));
                    update.executeUpdate();
                }
            }
            connection.commit();
            return found;
        } finally {
            connection.rollback(); // nothing, when it is committed
            connection.setAutoCommit(true);
        }
    }

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

    private static SortedMap<String, Long> count(Connection connection) throws SQLException {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COUNT)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
