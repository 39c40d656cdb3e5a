package io.millrace.loader.ledger;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Rows;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Range;
import io.millrace.loader.batch.UnitKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/** {@code millrace.ledger}: which units are in. Every statement takes its rows in the order of the units' keys. */
public final class Ledger {
    /** A unit that was parked is no longer when it is in. */
    private static final String CLAIM = """
            WITH claimed AS (
                INSERT INTO millrace.ledger (job_id, unit, byte_from, byte_to, sha256, rows, rejects)
                SELECT *
                  FROM unnest(?::uuid[], ?::integer[], ?::bigint[], ?::bigint[], ?::bytea[], ?::integer[], ?::integer[])
                ON CONFLICT DO NOTHING
                RETURNING job_id, unit),
            freed AS (
                DELETE FROM millrace.parked p USING claimed c WHERE p.job_id = c.job_id AND p.unit = c.unit
                RETURNING p.job_id, p.unit)
            SELECT job_id, unit, f.unit IS NOT NULL AS was_parked
              FROM claimed LEFT JOIN freed f USING (job_id, unit)""";

    private static final String FIND = """
            SELECT l.job_id, l.unit, l.byte_from, l.byte_to, l.sha256
              FROM unnest(?::uuid[], ?::integer[]) AS k (job_id, unit)
              JOIN millrace.ledger l USING (job_id, unit)""";

    private static final String REPEAT = """
            UPDATE millrace.ledger SET repeats = repeats + 1 WHERE job_id = ? AND unit = ?""";

    private static final String REFUSE = """
            UPDATE millrace.ledger SET rows = rows - ?, rejects = rejects + ? WHERE job_id = ? AND unit = ?""";

    private Ledger() {}

    /**
     * Writes the units' lines. Waits for another transaction that is just writing one of them.
     *
     * @return those that were not there before: they are this transaction's to load; with it whether each was parked
     */
    public static Map<UnitKey, Boolean> claim(Connection connection, SortedMap<UnitKey, Batch> units)
            throws SQLException {
        Map<UnitKey, Boolean> claimed = new HashMap<>();
        if (units.isEmpty()) {
            return claimed;
        }
        Rows[] rows =
                units.values().stream().map(batch -> batch.message().getRows()).toArray(Rows[]::new);
        int count = rows.length;
        Long[] from = new Long[count];
        Long[] to = new Long[count];
        byte[][] sha256 = new byte[count][];
        Integer[] loaded = new Integer[count];
        Integer[] rejected = new Integer[count];
        for (int i = 0; i < count; i++) {
            from[i] = rows[i].getFrom();
            to[i] = rows[i].getTo();
            sha256[i] = rows[i].getSha256().toByteArray();
            loaded[i] = rows[i].getCount();
            rejected[i] = rows[i].getRejectsCount();
        }
        try (PreparedStatement insert = connection.prepareStatement(CLAIM)) {
            setKeys(connection, insert, units.keySet());
            insert.setArray(3, connection.createArrayOf("int8", from));
            insert.setArray(4, connection.createArrayOf("int8", to));
            insert.setArray(5, connection.createArrayOf("bytea", sha256));
            insert.setArray(6, connection.createArrayOf("int4", loaded));
            insert.setArray(7, connection.createArrayOf("int4", rejected));
            try (ResultSet inserted = insert.executeQuery()) {
                while (inserted.next()) {
                    claimed.put(key(inserted), inserted.getBoolean(3));
                }
            }
        }
        return claimed;
    }

    /** @return what the ledger knows of units */
    public static Map<UnitKey, Range> find(Connection connection, Collection<UnitKey> keys) throws SQLException {
        Map<UnitKey, Range> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            setKeys(connection, select, keys);
            try (ResultSet lines = select.executeQuery()) {
                while (lines.next()) {
                    ByteString sha256 = ByteString.copyFrom(lines.getBytes(5));
                    found.put(key(lines), new Range(lines.getLong(3), lines.getLong(4), sha256));
                }
            }
        }
        return found;
    }

    /** Counts that the unit came again and was dropped. */
    public static void repeat(Connection connection, UnitKey key) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REPEAT)) {
            update.setObject(1, key.job());
            update.setInt(2, key.number());
            update.executeUpdate();
        }
    }

    /** Turns rows of a unit into rejects. */
    public static void refuse(Connection connection, UnitKey key, int rows) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REFUSE)) {
            update.setInt(1, rows);
            update.setInt(2, rows);
            update.setObject(3, key.job());
            update.setInt(4, key.number());
            update.executeUpdate();
        }
    }

    private static void setKeys(Connection connection, PreparedStatement statement, Collection<UnitKey> keys)
            throws SQLException {
        UUID[] jobs = keys.stream().map(UnitKey::job).toArray(UUID[]::new);
        Integer[] numbers = keys.stream().map(UnitKey::number).toArray(Integer[]::new);
        statement.setArray(1, connection.createArrayOf("uuid", jobs));
        statement.setArray(2, connection.createArrayOf("int4", numbers));
    }

    private static UnitKey key(ResultSet row) throws SQLException {
        return new UnitKey(row.getObject(1, UUID.class), row.getInt(2));
    }
}
