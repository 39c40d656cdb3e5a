package io.millrace.partition.read;

import io.millrace.partition.read.query.RowStatement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement through a cursor, a batch at a time. The next batch is on its way while one is written; both are
 * about half a MiB, however long the rows are.
 */
final class RowBatches {
    private static final int FIRST_ROWS = 50;
    private static final int MOST_ROWS = 10_000;
    private static final int BYTES = 512 * 1024;

    /** @param text without a line feed @param row what else was selected */
    record Line(byte[] text, Row row) {}

    private final Cursor cursor;
    private @Nullable Uni<RowSet<Row>> coming;

    RowBatches(ReadSession session, RowStatement statement) {
        cursor = session.prepare(statement.sql()).cursor(Tuple.tuple(statement.parameters()));
        coming = fetch(FIRST_ROWS);
    }

    /** @return nothing when all rows have been given */
    Optional<List<Line>> next() {
        if (coming == null) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        long bytes = 0;
        for (Row row : coming.await().indefinitely()) {
            Line line = new Line(row.getString(0).getBytes(StandardCharsets.UTF_8), row);
            lines.add(line);
            bytes += line.text().length + 1;
        }
        long fitting = lines.isEmpty() ? FIRST_ROWS : BYTES * (long) lines.size() / bytes;
        coming = cursor.hasMore() ? fetch((int) Math.clamp(fitting, 1, MOST_ROWS)) : null;
        return Optional.of(lines);
    }

    /** @return the next lines alone */
    Optional<List<byte[]>> texts() {
        return next().map(lines -> lines.stream().map(Line::text).toList());
    }

    private Uni<RowSet<Row>> fetch(int rows) {
        Uni<RowSet<Row>> batch = cursor.read(rows).memoize().indefinitely();
        batch.subscribe().with(done -> {}, failure -> {}); // whoever awaits it learns of the failure
        return batch;
    }
}
