package io.millrace.ingest.status;

import io.millrace.ingest.IngestConfig;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** Streams rejects a page at a time: their number does not matter, and no connection waits for a slow client. */
@ApplicationScoped
public class RejectDownload {
    private static final int PAGE = 32; // of at most 64 KiB each

    private final StatusQueries queries;
    private final Duration timeout;

    RejectDownload(StatusQueries queries, IngestConfig config) {
        this.queries = queries;
        timeout = config.status().timeout();
    }

    /** @throws IOException when the client is gone, or PostgreSQL does not answer in time */
    public void write(Rejects rejects, RejectFormat format, OutputStream target) throws IOException {
        RejectFormat.Rows rows = format.rows(rejects.columns(), target);
        long left = rejects.most();
        Row last = null;
        List<Row> page;
        int limit;
        do {
            limit = (int) Math.min(left, PAGE);
            try {
                page = queries.rows(rejects.sql(), rejects.values().of(last, limit), timeout);
            } catch (StatusUnknownException e) {
                throw new IOException(e);
            }
            for (Row row : page) {
                rows.add(rejects.cells().apply(row));
                last = row;
            }
            left -= page.size();
        } while (page.size() == limit && left > 0);
        rows.finish();
    }
}
