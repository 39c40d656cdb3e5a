package io.millrace.rows.read;

import io.millrace.postgres.Sql;
import io.millrace.rows.query.RowStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** The rows of a statement through a cursor, a batch at a time: about half a MiB, however long the rows are. */
public final class RowBatches implements AutoCloseable {
    private static final int FIRST_ROWS = 50;
    private static final int MOST_ROWS = 10_000;
    private static final int BYTES = 512 * 1024;

    /** @param text without a line feed, in UTF-8 @param others what else was selected, in its order */
    public record Line(byte[] text, List<String> others) {}

    private final ResultIterator<Line> rows;
    private int fetchSize = FIRST_ROWS;
    private int most = FIRST_ROWS;

    /** @param handle in a transaction, since there are no cursors outside of one */
    public RowBatches(Handle handle, RowStatement statement) {
        rows = Sql.query(handle, statement.sql(), statement.parameters())
                .setFetchSize(FIRST_ROWS)
                .map((row, context) -> line(row))
                .iterator();
    }

    private Line line(ResultSet row) throws SQLException {
        if (fetchSize != most) {
            row.setFetchSize(most); // here, since the row's set is closed behind the last one
            fetchSize = most;
        }
        List<String> others = new ArrayList<>();
        for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
            others.add(row.getString(i));
        }
        return new Line(row.getBytes(1), others);
    }

    /** @return nothing when all rows have been given */
    public Optional<List<Line>> next() {
        List<Line> lines = new ArrayList<>();
        long bytes = 0;
        while (bytes < BYTES && lines.size() < most && rows.hasNext()) {
            Line line = rows.next();
            lines.add(line);
            bytes += line.text().length + 1;
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        most = (int) Math.clamp(BYTES * (long) lines.size() / bytes, 1, MOST_ROWS);
        return Optional.of(lines);
    }

    /** @return the next lines alone */
    public Optional<List<byte[]>> texts() {
        return next().map(lines -> lines.stream().map(Line::text).toList());
    }

    @Override
    public void close() {
        rows.close();
    }
}
