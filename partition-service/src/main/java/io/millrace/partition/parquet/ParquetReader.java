package io.millrace.partition.parquet;

import static io.millrace.partition.parquet.DuckDb.literal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.partition.parquet.NamedPipe.Pump;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads Parquet files that {@link ParquetWriter} wrote. Blocks; memory is constant, whatever the number of rows. */
public final class ParquetReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long memory;

    /** @param memory that one file may take, in bytes; at least 96 MB */
    public ParquetReader(long memory) {
        this.memory = memory;
    }

    /**
     * The columns that the file holds, in the order of the file.
     *
     * @throws IOException when it is no Parquet file, is damaged, or was not written by {@link ParquetWriter}
     */
    public List<ParquetColumn> columns(Path file) throws IOException {
        try (DuckDb db = DuckDb.open(memory)) {
            return columns(db, file);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads all rows.
     *
     * @param columns which, in which order; one that the file does not have is NULL in all rows
     * @param csv gets what {@code COPY … FROM STDIN} takes with {@link #COPY_OPTIONS}; it is not closed
     * @throws IOException when it is no Parquet file, is damaged, or was not written by {@link ParquetWriter}
     */
    public void read(Path file, List<ParquetColumn> columns, OutputStream csv) throws IOException {
        try (DuckDb db = DuckDb.open(memory);
                NamedPipe pipe = db.pipe()) {
            String sql = sql(columns, columns(db, file), file, pipe.path());
            Pump pump = pipe.start(path -> {
                try (InputStream in = Files.newInputStream(path)) {
                    in.transferTo(csv);
                }
            });
            copy(db, sql, pump, file);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /** As the options of PostgreSQL's COPY that take what {@link #read} gives. */
    public static final String COPY_OPTIONS = "(FORMAT csv, NULL '\\N')";

    private static void copy(DuckDb db, String sql, Pump pump, Path file) throws IOException {
        try {
            db.execute(sql);
        } catch (SQLException e) {
            IOException failure = unreadable(file, e);
            try {
                pump.finish();
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
        pump.finish();
    }

    private static List<ParquetColumn> columns(DuckDb db, Path file) throws SQLException, IOException {
        String from = literal(file.toString());
        List<String> written = db.query(
                "SELECT decode(value) FROM parquet_kv_metadata(%s) WHERE decode(key) = %s"
                        .formatted(from, literal(ParquetWriter.COLUMNS_KEY)),
                row -> row.getString(1));
        if (written.size() != 1) {
            throw new IOException("%s was not written by Millrace: it lacks the metadata %s"
                    .formatted(file, ParquetWriter.COLUMNS_KEY));
        }
        JsonNode names = JSON.readTree(written.getFirst());
        List<String> types =
                db.query("DESCRIBE SELECT * FROM read_parquet(%s)".formatted(from), row -> row.getString(2));
        List<ParquetColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.get(i);
            columns.add(new ParquetColumn(
                    name.path("name").asText(), name.path("type").asText(), new ParquetType(types.get(i))));
        }
        return columns;
    }

    /** By place: DuckDB takes names that differ in case only for one. */
    private static String sql(List<ParquetColumn> wanted, List<ParquetColumn> there, Path file, Path csv) {
        String places = IntStream.range(0, there.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        String texts = wanted.stream()
                .map(column -> IntStream.range(0, there.size())
                        .filter(i -> there.get(i).name().equals(column.name()))
                        .mapToObj(i -> there.get(i).type().toText("c" + i))
                        .findFirst()
                        .orElse("CAST(NULL AS VARCHAR)"))
                .collect(Collectors.joining(", "));
        return """
                COPY (SELECT %s FROM read_parquet(%s) AS file (%s))
                  TO %s (FORMAT csv, HEADER false, NULLSTR %s, FORCE_QUOTE *, USE_TMP_FILE false)
                """.formatted(texts, literal(file.toString()), places, literal(csv.toString()), literal(DuckDb.NULL));
    }

    private static IOException unreadable(Path file, SQLException e) {
        return new IOException("%s cannot be read as Parquet: %s".formatted(file, e.getMessage()), e);
    }
}
