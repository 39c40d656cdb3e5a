package io.millrace.ingest.reject;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rejects to download, and what to tell of each.
 *
 * @param sql finds a page of them, in the download's order
 * @param values of the page's query
 * @param most how many to download at most
 * @param columns the names of the cells
 * @param cells a row's texts and numbers, one for each column
 */
public record RejectQuery(
        String sql, PageValues values, long most, List<String> columns, Function<Row, List<Object>> cells) {

    /** Where a page begins and ends. */
    public interface PageValues {
        /**
         * @param last the row that the page comes behind; null for the first one
         * @param limit rows of the page at most
         */
        Tuple of(@Nullable Row last, int limit);
    }

    public static RejectQuery ofUpload(UUID id) {
        return new RejectQuery(
                """
                SELECT line, byte_offset, byte_length, column_name, reason, raw
                  FROM millrace.reject WHERE job_id = $1 AND byte_offset > $2 ORDER BY byte_offset LIMIT $3""",
                (last, limit) -> Tuple.of(id, last == null ? -1L : last.getLong("byte_offset"), limit),
                Long.MAX_VALUE,
                List.of("line", "byte_offset", "byte_length", "column", "reason", "raw"),
                row -> List.of(
                        row.getLong("line"),
                        row.getLong("byte_offset"),
                        row.getLong("byte_length"),
                        row.getString("column_name"),
                        row.getString("reason"),
                        RejectText.of(row.getBuffer("raw").getBytes())));
    }
}
