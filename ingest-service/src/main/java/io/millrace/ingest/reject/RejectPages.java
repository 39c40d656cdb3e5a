package io.millrace.ingest.reject;

import io.millrace.edge.download.DownloadFormat;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rejects a page at a time, each when the client has taken the one before: their number does not matter. */
@ApplicationScoped
public class RejectPages {
    private static final int PAGE = 32; // of at most 64 KiB each

    private final StatusQueries queries;
    private final Duration timeout;

    RejectPages(StatusQueries queries, IngestConfig config) {
        this.queries = queries;
        timeout = config.status().timeout();
    }

    /** @param name of the file, without the rest of {@code rejects-name.csv} */
    public Response download(RejectQuery rejects, DownloadFormat format, String name) {
        return Response.ok(new Download(pages(rejects, format)), format.mediaType())
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"rejects-%s.%s\"".formatted(name, format.suffix()))
                .build();
    }

    private Multi<byte[]> pages(RejectQuery rejects, DownloadFormat format) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new Place(rejects.most()), place -> page(rejects, format, place))
                .whilst(Page::more)
                .map(Page::bytes);
    }

    private Uni<Page> page(RejectQuery rejects, DownloadFormat format, Place place) {
        int limit = (int) Math.min(place.left, PAGE);
        boolean first = place.last == null;
        return queries.rows(rejects.sql(), rejects.values().of(place.last, limit), timeout)
                .map(rows -> {
                    place.advance(rows);
                    List<List<Object>> cells =
                            rows.stream().map(rejects.cells()).toList();
                    return new Page(
                            format.piece(rejects.columns(), cells, first), rows.size() == limit && place.left > 0);
                });
    }

    private record Page(byte[] bytes, boolean more) {}

    /** How far a download is. */
    private static final class Place {
        private long left;
        private @Nullable Row last;

        private Place(long left) {
            this.left = left;
        }

        private void advance(List<Row> page) {
            left -= page.size();
            last = page.isEmpty() ? last : page.getLast();
        }
    }
}
