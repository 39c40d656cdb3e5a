package io.millrace.loader.ledger;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Stop;
import io.millrace.loader.batch.Batch;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@code millrace.job}: which jobs there are, how they end. Jobs are written in the order of their ids. */
public final class Jobs {
    private static final String INSERT = """
            INSERT INTO millrace.job (id, dataset, dataset_version, source_name, idempotency_key, cut, dry_run,
                                      max_rejects, started_at)
            VALUES (:id, :dataset, :version, :source, :key, :cut, :dry_run, :max_rejects, :started_at)
            ON CONFLICT DO NOTHING""";

    private static final String SELECT = """
            SELECT id, dataset, cut, dry_run, units, stopped IS NOT NULL AS stopped, completed_at IS NOT NULL AS completed
              FROM millrace.job WHERE id = ANY (:ids)""";

    private static final String END = """
            UPDATE millrace.job
               SET units = :units, bytes = :bytes, wire_bytes = :wire_bytes, sha256 = :sha256, received_at = :received_at
             WHERE id = :id AND units IS NULL""";

    /** wire_bytes and received_at belong to one transfer: a second transfer of the same input may differ there. */
    private static final String SAME_END = """
            SELECT units = :units AND bytes = :bytes AND sha256 = :sha256 FROM millrace.job WHERE id = :id""";

    private static final String STOP = """
            UPDATE millrace.job SET stopped = :outcome, stopped_reason = :reason
             WHERE id = :id AND stopped IS NULL AND completed_at IS NULL""";

    private static final String REMARK = """
            UPDATE millrace.job SET stopped_reason = :reason
             WHERE id = :id AND completed_at IS NOT NULL AND stopped_reason IS NULL""";

    private static final String SETTLE = """
            SELECT millrace.settle(id) FROM millrace.job
             WHERE id = ANY (:ids) AND stopped IS NULL AND completed_at IS NULL
               AND (units IS NOT NULL OR max_rejects IS NOT NULL)
             ORDER BY id""";

    private static final String FORGET = """
            WITH parked AS (DELETE FROM millrace.parked WHERE job_id = :id)
            DELETE FROM millrace.job_progress WHERE job_id = :id""";

    private static final String PROGRESS = """
            INSERT INTO millrace.job_progress AS p (job_id, worker, units, rejects) VALUES (:id, :worker, :units, :rejects)
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
    public static void add(Handle handle, List<Batch> senders) {
        for (Batch batch : senders) {
            Job job = batch.sender();
            handle.createUpdate(INSERT)
                    .bind("id", batch.job())
                    .bind("dataset", job.getDataset())
                    .bind("version", job.getDatasetVersion())
                    .bind("source", Texts.storable(job.getSourceName()))
                    .bind("key", Texts.storable(job.getIdempotencyKey()))
                    .bind("cut", job.getCut().toByteArray())
                    .bind("dry_run", job.getDryRun())
                    .bind("max_rejects", job.hasMaxRejects() ? (Long) job.getMaxRejects() : null)
                    .bind("started_at", time(job.getStartedAt()))
                    .execute();
        }
    }

    public static Map<UUID, JobRow> read(Handle handle, Collection<UUID> ids) {
        return handle
                .createQuery(SELECT)
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) -> new JobRow(
                        row.getObject("id", UUID.class),
                        row.getString("dataset"),
                        ByteString.copyFrom(row.getBytes("cut")),
                        row.getBoolean("dry_run"),
                        row.getObject("units", Integer.class),
                        row.getBoolean("stopped"),
                        row.getBoolean("completed")))
                .stream()
                .collect(Collectors.toMap(JobRow::id, Function.identity()));
    }

    /** @return false when the job has another end already */
    public static boolean end(Handle handle, UUID id, End end) {
        int ended = handle.createUpdate(END)
                .bind("id", id)
                .bind("units", end.getUnits())
                .bind("bytes", end.getBytes())
                .bind("wire_bytes", end.getWireBytes())
                .bind("sha256", end.getSha256().toByteArray())
                .bind("received_at", time(end.getReceivedAt()))
                .execute();
        return ended == 1
                || handle.createQuery(SAME_END)
                        .bind("id", id)
                        .bind("units", end.getUnits())
                        .bind("bytes", end.getBytes())
                        .bind("sha256", end.getSha256().toByteArray())
                        .mapTo(boolean.class)
                        .findOne()
                        .orElse(false);
    }

    /** Ends the job as its owner, or ingest, wanted. A job that is complete stays so. */
    public static void stop(Handle handle, UUID id, Stop stop) {
        stop(handle, id, stop.getOutcome() == Stop.Outcome.FAILED ? "failed" : "aborted", stop.getReason());
    }

    /** @return false when the job is complete, or was stopped before */
    public static boolean fail(Handle handle, UUID id, String reason) {
        return stop(handle, id, "failed", reason);
    }

    /** A complete job stays complete; whoever asks for it learns what came under its key afterwards. */
    public static void remark(Handle handle, UUID id, String reason) {
        handle.createUpdate(REMARK)
                .bind("id", id)
                .bind("reason", Texts.storable(reason))
                .execute();
    }

    /** What is parked of a job that has ended is not wanted any more. */
    private static boolean stop(Handle handle, UUID id, String outcome, String reason) {
        int stopped = handle.createUpdate(STOP)
                .bind("id", id)
                .bind("outcome", outcome)
                .bind("reason", Texts.storable(reason))
                .execute();
        if (stopped == 1) {
            handle.createUpdate(FORGET).bind("id", id).execute();
        }
        return stopped == 1;
    }

    /**
     * Adds to what is known to be in of jobs, in the order of their ids.
     *
     * @param worker the Kafka partition: nobody else writes its lines, so that nobody waits for another
     */
    public static void progress(Handle handle, int worker, SortedMap<UUID, Progress> jobs) {
        jobs.forEach((id, progress) -> handle.createUpdate(PROGRESS)
                .bind("id", id)
                .bind("worker", worker)
                .bind("units", progress.units())
                .bind("rejects", progress.rejects())
                .execute());
    }

    /** Completes those jobs whose units are all in, and fails those with too many rejects. After the commit only. */
    public static void settle(Handle handle, Collection<UUID> ids) {
        handle.createQuery(SETTLE)
                .bind("ids", ids.toArray(UUID[]::new))
                .mapTo(String.class)
                .list();
    }

    private static OffsetDateTime time(long micros) {
        return Sql.utc(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
