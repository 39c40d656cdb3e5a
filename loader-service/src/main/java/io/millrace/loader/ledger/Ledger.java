package io.millrace.loader.ledger;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Rows;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.ByteRange;
import io.millrace.loader.batch.UnitKey;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** {@code millrace.ledger}: which units are in. Every statement takes its rows in the order of the units' keys. */
public final class Ledger {
    /** A unit that was parked is no longer when it is in. */
    private static final String CLAIM = """
            WITH claimed AS (
                INSERT INTO millrace.ledger (job_id, unit, byte_from, byte_to, sha256, rows, rejects)
                SELECT * FROM unnest(:jobs, :numbers, :from, :to, :sha256, :rows, :rejects)
                ON CONFLICT DO NOTHING
                RETURNING job_id, unit),
            freed AS (
                DELETE FROM millrace.parked p USING claimed c WHERE p.job_id = c.job_id AND p.unit = c.unit
                RETURNING p.job_id, p.unit)
            SELECT job_id, unit, f.unit IS NOT NULL AS was_parked
              FROM claimed LEFT JOIN freed f USING (job_id, unit)""";

    private static final String FIND = """
            SELECT l.job_id, l.unit, l.byte_from, l.byte_to, l.sha256
              FROM unnest(:jobs, :numbers) AS k (job_id, unit)
              JOIN millrace.ledger l USING (job_id, unit)""";

    private static final String REPEAT = """
            UPDATE millrace.ledger SET repeats = repeats + 1 WHERE job_id = :job AND unit = :unit""";

    private static final String REFUSE = """
            UPDATE millrace.ledger SET rows = rows - :rows, rejects = rejects + :rows WHERE job_id = :job AND unit = :unit""";

    private Ledger() {}

    /**
     * Writes the units' lines. Waits for another transaction that is just writing one of them.
     *
     * @return those that were not there before: they are this transaction's to load; with it whether each was parked
     */
    public static Map<UnitKey, Boolean> claim(Handle handle, SortedMap<UnitKey, Batch> units) {
        if (units.isEmpty()) {
            return Map.of();
        }
        List<Rows> rows =
                units.values().stream().map(batch -> batch.message().getRows()).toList();
        return keys(handle.createQuery(CLAIM), units.keySet())
                .bind("from", array(rows, Rows::getFrom, Long[]::new))
                .bind("to", array(rows, Rows::getTo, Long[]::new))
                .bind("sha256", Sql.bytes(array(rows, row -> row.getSha256().toByteArray(), byte[][]::new)))
                .bind("rows", array(rows, Rows::getCount, Integer[]::new))
                .bind("rejects", array(rows, Rows::getRejectsCount, Integer[]::new))
                .map((row, context) -> Map.entry(key(row), row.getBoolean("was_parked")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @return what the ledger knows of units */
    public static Map<UnitKey, ByteRange> find(Handle handle, Collection<UnitKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return keys(handle.createQuery(FIND), keys).map((row, context) -> Map.entry(key(row), range(row))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Counts that the unit came again and was dropped. */
    public static void repeat(Handle handle, UnitKey key) {
        handle.createUpdate(REPEAT)
                .bind("job", key.job())
                .bind("unit", key.number())
                .execute();
    }

    /** Turns rows of a unit into rejects. */
    public static void refuse(Handle handle, UnitKey key, int rows) {
        handle.createUpdate(REFUSE)
                .bind("rows", rows)
                .bind("job", key.job())
                .bind("unit", key.number())
                .execute();
    }

    private static Query keys(Query query, Collection<UnitKey> keys) {
        return query.bind("jobs", array(keys, UnitKey::job, UUID[]::new))
                .bind("numbers", array(keys, UnitKey::number, Integer[]::new));
    }

    private static <T, V> V[] array(Collection<T> items, Function<T, V> value, IntFunction<V[]> array) {
        return items.stream().map(value).toArray(array);
    }

    private static UnitKey key(ResultSet row) throws SQLException {
        return new UnitKey(row.getObject("job_id", UUID.class), row.getInt("unit"));
    }

    private static ByteRange range(ResultSet row) throws SQLException {
        return new ByteRange(
                row.getLong("byte_from"), row.getLong("byte_to"), ByteString.copyFrom(row.getBytes("sha256")));
    }
}
