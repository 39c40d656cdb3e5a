package io.millrace.ingest.status;

import io.millrace.ingest.IngestConfig;
import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Streams rejects: a cursor's page at a time, so that their number does not matter. */
@ApplicationScoped
public class RejectDownload {
    private static final int PAGE = 100; // of at most 64 KiB each

    private final Pool pool;
    private final Duration timeout;

    RejectDownload(Pool pool, IngestConfig config) {
        this.pool = pool;
        timeout = config.status().timeout();
    }

    public void write(Rejects rejects, RejectFormat format, OutputStream target) throws IOException {
        SqlConnection connection = pool.getConnection().await().atMost(timeout);
        try {
            connection.begin().await().atMost(timeout); // a cursor lives in a transaction
            Cursor cursor =
                    connection.prepare(rejects.sql()).await().atMost(timeout).cursor(rejects.values());
            RejectFormat.Rows rows = format.rows(rejects.columns(), target);
            do {
                RowSet<Row> page = cursor.read(PAGE).await().atMost(timeout);
                for (Row row : page) {
                    rows.add(rejects.cells().apply(row));
                }
            } while (cursor.hasMore());
            rows.finish();
        } finally {
            connection.close().await().atMost(timeout); // ends the transaction, too
        }
    }
}
