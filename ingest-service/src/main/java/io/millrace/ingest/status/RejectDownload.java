package io.millrace.ingest.status;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.millrace.ingest.IngestConfig;
import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** Streams a job's rejects as CSV: a cursor's page at a time, so that their number does not matter. */
@ApplicationScoped
class RejectDownload {
    private static final int PAGE = 100; // of at most 64 KiB each

    private final Pool pool;
    private final Duration timeout;

    RejectDownload(Pool pool, IngestConfig config) {
        this.pool = pool;
        timeout = config.status().timeout();
    }

    void write(UUID id, OutputStream target) throws IOException {
        SqlConnection connection = pool.getConnection().await().atMost(timeout);
        try {
            connection.begin().await().atMost(timeout); // a cursor lives in a transaction
            Cursor cursor = connection.prepare("""
                            SELECT line, byte_offset, byte_length, column_name, reason, raw
                              FROM millrace.reject WHERE job_id = $1 ORDER BY byte_offset""").await().atMost(timeout).cursor(Tuple.of(id));
            CsvWriter csv = CsvWriter.builder().build(target, StandardCharsets.UTF_8);
            csv.writeRecord("line", "byte_offset", "byte_length", "column", "reason", "raw");
            do {
                RowSet<Row> page = cursor.read(PAGE).await().atMost(timeout);
                for (Row row : page) {
                    csv.writeRecord(
                            row.getLong("line").toString(),
                            row.getLong("byte_offset").toString(),
                            row.getLong("byte_length").toString(),
                            row.getString("column_name"),
                            row.getString("reason"),
                            RejectText.of(row.getBuffer("raw").getBytes()));
                }
            } while (cursor.hasMore());
            csv.flush();
        } finally {
            connection.close().await().atMost(timeout); // ends the transaction, too
        }
    }
}
