package io.millrace.ingest.status;

import com.google.protobuf.ByteString;
import io.millrace.api.upload.UploadState;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the view {@code millrace.upload} and the ledger. What it returns fails with a {@link StatusUnknownException}. */
@ApplicationScoped
public class StoredUploads {
    private final StatusQueries queries;

    StoredUploads(StatusQueries queries) {
        this.queries = queries;
    }

    public Uni<Optional<StoredUpload>> find(UUID id, Duration timeout) {
        return queries.rows("SELECT * FROM millrace.upload WHERE id = $1", Tuple.of(id), timeout)
                .map(rows -> rows.stream().map(StoredUploads::upload).findFirst());
    }

    /** @return the newest first, at most {@code limit}; of all datasets when null */
    Uni<List<StoredUpload>> newest(@Nullable String dataset, int limit, Duration timeout) {
        // the job's own columns choose first, so that only the chosen ones' ledgers are summed up
        String sql = """
                SELECT * FROM millrace.upload WHERE id IN (
                    SELECT id FROM millrace.job WHERE $1::text IS NULL OR dataset = $1 ORDER BY started_at DESC LIMIT $2)
                 ORDER BY started_at DESC""";
        return queries.rows(sql, Tuple.of(dataset, limit), timeout)
                .map(rows -> rows.stream().map(StoredUploads::upload).toList());
    }

    /** @return the units that are in, {@code limit} of them at most */
    public Uni<LedgerLines> ledger(UUID id, int limit, Duration timeout) {
        String sql =
                "SELECT unit, byte_from, byte_to, sha256 FROM millrace.ledger WHERE job_id = $1 ORDER BY unit LIMIT $2";
        return queries.rows(sql, Tuple.of(id, limit), timeout).map(StoredUploads::lines);
    }

    private static LedgerLines lines(List<Row> rows) {
        LedgerLines lines = new LedgerLines();
        for (Row row : rows) {
            lines.add(
                    row.getInteger("unit"),
                    row.getLong("byte_from"),
                    row.getLong("byte_to"),
                    ByteString.copyFrom(row.getBuffer("sha256").getBytes()));
        }
        return lines;
    }

    private static StoredUpload upload(Row row) {
        return new StoredUpload(
                row.getUUID("id"),
                row.getString("dataset"),
                row.getInteger("dataset_version"),
                row.getString("source_name"),
                row.getString("idempotency_key"),
                ByteString.copyFrom(row.getBuffer("cut").getBytes()),
                row.getBoolean("dry_run"),
                row.getLong("max_rejects"),
                UploadState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("reason"),
                row.getInteger("units_received"),
                row.getLong("units_loaded"),
                row.getLong("units_parked"),
                row.getLong("rows_loaded"),
                row.getLong("rows_rejected"),
                row.getLong("rows_duplicate"),
                row.getLong("bytes"),
                row.getLong("wire_bytes"),
                row.getLong("bytes_loaded"),
                row.getOffsetDateTime("started_at").toInstant(),
                StatusQueries.instant(row.getOffsetDateTime("received_at")),
                StatusQueries.instant(row.getOffsetDateTime("completed_at")));
    }
}
