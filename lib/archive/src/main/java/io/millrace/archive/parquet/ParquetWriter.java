package io.millrace.archive.parquet;

import static io.millrace.archive.parquet.DuckDb.literal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.archive.parquet.NamedPipe.Pump;
import io.millrace.contract.dataset.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes Parquet files (zstd). Blocks; memory is constant, whatever the number of rows. */
public final class ParquetWriter {
    /** The file's metadata under which the names and PostgreSQL types of its columns stand, as JSON. */
    static final String COLUMNS_KEY = "millrace.columns";

    /** As the options of PostgreSQL's COPY that give what {@link #write} takes. DateStyle must be ISO. */
    public static final String COPY_OPTIONS = "(FORMAT csv, NULL '\\N', FORCE_QUOTE *)";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The longest row that is read, in bytes of CSV. Four such buffers fit into the memory. */
    private static final int LONGEST_ROW = 16 << 20;

    private final long memory;

    /** @param memory that one file may take, in bytes; at least 96 MB */
    public ParquetWriter(long memory) {
        this.memory = memory;
    }

    /**
     * Writes all rows into one file, in their order.
     *
     * @param csv what {@code COPY … TO STDOUT} gives with {@link #COPY_OPTIONS}, the columns in the order of the list, in
     *     UTF-8 and, for timestamptz, in UTC
     * @param file is made, or replaced; what a failure left of it is of no use
     * @return the number of rows
     * @throws IOException when the rows cannot be read, a value is none of its type, a row is longer than 16 MiB, or the
     *     disk is full
     */
    public long write(List<ParquetColumn> columns, InputStream csv, Path file) throws IOException {
        try (DuckDb db = DuckDb.open(memory);
                NamedPipe pipe = db.pipe()) {
            Pump pump = pipe.start(path -> {
                try (OutputStream out = Files.newOutputStream(path)) {
                    csv.transferTo(out);
                }
            });
            long rows = copy(db, sql(columns, pipe.path(), file), pump);
            pump.finish();
            return rows;
        }
    }

    private static long copy(DuckDb db, String sql, Pump pump) throws IOException {
        try {
            return db.copy(sql);
        } catch (SQLException e) {
            IOException failure = new IOException("DuckDB could not write the file: " + e.getMessage(), e);
            try {
                pump.finish();
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    private static String sql(List<ParquetColumn> columns, Path csv, Path file) throws JsonProcessingException {
        String texts =
                numbered(columns).mapToObj(i -> "c%d: 'VARCHAR'".formatted(i)).collect(Collectors.joining(", "));
        String values = numbered(columns)
                .mapToObj(i -> columns.get(i).type().fromText("c" + i)
                        + " AS "
                        + TableName.quote(columns.get(i).name()))
                .collect(Collectors.joining(", "));
        String types = JSON.writeValueAsString(columns.stream()
                .map(column -> Map.of("name", column.name(), "type", column.pgType()))
                .toList());
        return """
                COPY (SELECT %s FROM read_csv(%s, columns = {%s}, auto_detect = false, header = false, parallel = false,
                             delim = ',', quote = '"', escape = '"', nullstr = %s, allow_quoted_nulls = false,
                             new_line = '\\n', max_line_size = %d, buffer_size = %d))
                  TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, ROW_GROUP_SIZE_BYTES '16MB',
                         KV_METADATA {%s: %s})
                """.formatted(
                        values,
                        literal(csv.toString()),
                        texts,
                        literal(DuckDb.NULL),
                        LONGEST_ROW,
                        LONGEST_ROW,
                        literal(file.toString()),
                        literal(COLUMNS_KEY),
                        literal(types));
    }

    private static IntStream numbered(List<ParquetColumn> columns) {
        return IntStream.range(0, columns.size());
    }
}
