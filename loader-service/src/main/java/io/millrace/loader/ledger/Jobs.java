package io.millrace.loader.ledger;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Stop;
import io.millrace.loader.batch.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/** {@code millrace.job}: which jobs there are, how they end. Jobs are written in the order of their ids. */
public final class Jobs {
    private static final String INSERT = """
            INSERT INTO millrace.job (id, dataset, dataset_version, source_name, idempotency_key, cut, dry_run,
                                      max_rejects, started_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private static final String SELECT = """
            SELECT id, dataset, cut, dry_run, units, stopped IS NOT NULL, completed_at IS NOT NULL
              FROM millrace.job WHERE id = ANY (?)""";

    private static final String END = """
            UPDATE millrace.job SET units = ?, bytes = ?, wire_bytes = ?, sha256 = ?, received_at = ?
             WHERE id = ? AND units IS NULL""";

    /** wire_bytes and received_at belong to one transfer: a second transfer of the same input may differ there. */
    private static final String SAME_END = """
            SELECT units = ? AND bytes = ? AND sha256 = ? FROM millrace.job WHERE id = ?""";

    private static final String STOP = """
            UPDATE millrace.job SET stopped = ?, stopped_reason = ?
             WHERE id = ? AND stopped IS NULL AND completed_at IS NULL""";

    private static final String SETTLE = """
            SELECT millrace.settle(id) FROM millrace.job
             WHERE id = ANY (?) AND stopped IS NULL AND completed_at IS NULL
               AND (units IS NOT NULL OR max_rejects IS NOT NULL)
             ORDER BY id""";

    private static final String FORGET = """
            WITH parked AS (DELETE FROM millrace.parked WHERE job_id = ?)
            DELETE FROM millrace.job_progress WHERE job_id = ?""";

    private static final String PROGRESS = """
            INSERT INTO millrace.job_progress AS p (job_id, worker, units, rejects) VALUES (?, ?, ?, ?)
            ON CONFLICT (job_id, worker) DO UPDATE SET units = p.units + excluded.units,
                                                       rejects = p.rejects + excluded.rejects""";

    private Jobs() {}

    /** How much of a job a transaction loads. */
    public record Progress(long units, long rejects) {
        public Progress and(Progress other) {
            return new Progress(units + other.units, rejects + other.rejects);
        }
    }

    /** Adds the jobs that are not there yet. */
    public static void add(Connection connection, List<Batch> senders) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Batch batch : senders) {
                Job job = batch.sender();
                insert.setObject(1, batch.job());
                insert.setString(2, job.getDataset());
                insert.setInt(3, job.getDatasetVersion());
                insert.setString(4, Texts.storable(job.getSourceName()));
                insert.setString(5, Texts.storable(job.getIdempotencyKey()));
                insert.setBytes(6, job.getCut().toByteArray());
                insert.setBoolean(7, job.getDryRun());
                insert.setObject(8, job.hasMaxRejects() ? job.getMaxRejects() : null, Types.BIGINT);
                insert.setObject(9, time(job.getStartedAt()));
                insert.executeUpdate();
            }
        }
    }

    public static Map<UUID, JobRow> read(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, JobRow> jobs = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID id = rows.getObject(1, UUID.class);
                    ByteString cut = ByteString.copyFrom(rows.getBytes(3));
                    jobs.put(
                            id,
                            new JobRow(
                                    id,
                                    rows.getString(2),
                                    cut,
                                    rows.getBoolean(4),
                                    rows.getObject(5, Integer.class),
                                    rows.getBoolean(6),
                                    rows.getBoolean(7)));
                }
            }
        }
        return jobs;
    }

    /** @return false when the job has another end already */
    public static boolean end(Connection connection, UUID id, End end) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(END)) {
            update.setInt(1, end.getUnits());
            update.setLong(2, end.getBytes());
            update.setLong(3, end.getWireBytes());
            update.setBytes(4, end.getSha256().toByteArray());
            update.setObject(5, time(end.getReceivedAt()));
            update.setObject(6, id);
            if (update.executeUpdate() == 1) {
                return true;
            }
        }
        try (PreparedStatement select = connection.prepareStatement(SAME_END)) {
            select.setInt(1, end.getUnits());
            select.setLong(2, end.getBytes());
            select.setBytes(3, end.getSha256().toByteArray());
            select.setObject(4, id);
            try (ResultSet same = select.executeQuery()) {
                return same.next() && same.getBoolean(1);
            }
        }
    }

    /** Ends the job as its owner, or ingest, wanted. A job that is complete stays so. */
    public static void stop(Connection connection, UUID id, Stop stop) throws SQLException {
        stop(connection, id, stop.getOutcome() == Stop.Outcome.FAILED ? "failed" : "aborted", stop.getReason());
    }

    /** @return false when the job is complete, or was stopped before */
    public static boolean fail(Connection connection, UUID id, String reason) throws SQLException {
        return stop(connection, id, "failed", reason);
    }

    /** What is parked of a job that has ended is not wanted any more. */
    private static boolean stop(Connection connection, UUID id, String outcome, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(STOP)) {
            update.setString(1, outcome);
            update.setString(2, Texts.storable(reason));
            update.setObject(3, id);
            if (update.executeUpdate() != 1) {
                return false;
            }
        }
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setObject(1, id);
            forget.setObject(2, id);
            forget.executeUpdate();
        }
        return true;
    }

    /**
     * Adds to what is known to be in of jobs, in the order of their ids.
     *
     * @param worker the Kafka partition: nobody else writes its lines, so that nobody waits for another
     */
    public static void progress(Connection connection, int worker, SortedMap<UUID, Progress> jobs) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(PROGRESS)) {
            for (Map.Entry<UUID, Progress> job : jobs.entrySet()) {
                add.setObject(1, job.getKey());
                add.setInt(2, worker);
                add.setLong(3, job.getValue().units());
                add.setLong(4, job.getValue().rejects());
                add.executeUpdate();
            }
        }
    }

    /** Ends the stories of those jobs whose units are all in, or that have too many rejects. After the commit only. */
    public static void settle(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            settle.executeQuery().close();
        }
    }

    private static OffsetDateTime time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
