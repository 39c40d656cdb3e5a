package io.millrace.ingest.status;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Which rejects to download, and what to tell of each.
 *
 * @param sql finds them, in the download's order
 * @param columns the names of the cells
 * @param cells a row's texts and numbers, one for each column
 */
public record Rejects(String sql, Tuple values, List<String> columns, Function<Row, List<Object>> cells) {

    static Rejects ofUpload(UUID id) {
        return new Rejects(
                """
                SELECT line, byte_offset, byte_length, column_name, reason, raw
                  FROM millrace.reject WHERE job_id = $1 ORDER BY byte_offset""",
                Tuple.of(id),
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
