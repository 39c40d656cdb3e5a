package io.millrace.ingest;

import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.millrace.embedded.Database;
import io.millrace.embedded.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Millrace's tables, written as the loader writes them. */
public record LedgerFixture(Database database) {
    private static final Path MIGRATIONS = Path.of("../partition-service/src/main/resources/db/migration");

    static LedgerFixture in(PostgresServer server) {
        LedgerFixture ledger = new LedgerFixture(server.newDatabase("ingest"));
        try {
            ledger.run("CREATE SCHEMA millrace");
            for (String migration :
                    List.of("V1__ledger.sql", "V2__partitions.sql", "V3__streams.sql", "V9__parked.sql")) {
                ledger.run(Files.readString(MIGRATIONS.resolve(migration)));
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
        return ledger;
    }

    public void run(String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the only row. */
    public long number(String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public void begin(UUID id, Job job) {
        run(
                """
                INSERT INTO millrace.job (id, dataset, dataset_version, source_name, idempotency_key, cut, dry_run, started_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                id,
                job.getDataset(),
                job.getDatasetVersion(),
                job.getSourceName(),
                job.getIdempotencyKey(),
                job.getCut().toByteArray(),
                job.getDryRun(),
                time(job.getStartedAt()));
    }

    public void load(UUID id, Slice slice, int rows, int rejects) {
        run(
                "INSERT INTO millrace.ledger (job_id, unit, byte_from, byte_to, sha256, rows, rejects) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                slice.getNumber(),
                slice.getFrom(),
                slice.getTo(),
                slice.getSha256().toByteArray(),
                rows,
                rejects);
        run("""
                INSERT INTO millrace.job_progress AS o VALUES (?, 0, 1, ?)
                ON CONFLICT (job_id, worker) DO UPDATE SET units = o.units + 1, rejects = o.rejects + excluded.rejects""", id, rejects);
    }

    public void end(UUID id, End end) {
        run(
                "UPDATE millrace.job SET units = ?, bytes = ?, wire_bytes = ?, sha256 = ?, received_at = ? WHERE id = ?",
                end.getUnits(),
                end.getBytes(),
                end.getWireBytes(),
                end.getSha256().toByteArray(),
                time(end.getReceivedAt()),
                id);
        run("SELECT millrace.settle(?)", id);
    }

    public void reject(UUID id, int unit, long line, long offset, String column, String reason, byte[] raw) {
        run(
                "INSERT INTO millrace.reject VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                unit,
                line,
                offset,
                (long) raw.length,
                column,
                reason,
                raw);
    }

    private static OffsetDateTime time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
