package io.millrace.archive.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;

/** A DuckDB of its own for one file, held to its memory, with a directory for the pipe and for what does not fit. */
final class DuckDb implements AutoCloseable {
    /** Every value but NULL is quoted, so that an unquoted {@code \N} is NULL and nothing else is. */
    static final String NULL = "\\N";

    private final Path directory;
    private final Connection connection;

    private DuckDb(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** @param memory that it may take, in bytes */
    static DuckDb open(long memory) throws IOException {
        Path directory = Files.createTempDirectory("millrace-parquet-");
        try {
            DuckDb db = new DuckDb(directory, new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
            // one thread keeps the order of rows; without the promise of it row groups can be bounded by their size
            for (String setting : List.of(
                    "memory_limit = '%dB'".formatted(memory),
                    "temp_directory = " + literal(directory.toString()),
                    "threads = 1",
                    "preserve_insertion_order = false",
                    "TimeZone = 'UTC'",
                    "autoinstall_known_extensions = false",
                    "autoload_known_extensions = false")) {
                db.execute("SET " + setting);
            }
            return db;
        } catch (SQLException e) {
            delete(directory);
            throw new IOException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    NamedPipe pipe() throws IOException {
        return NamedPipe.in(directory);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @return the number of rows */
    long copy(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }

    /** A reader of a result's row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Stream.Builder<T> found = Stream.builder();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found.build().toList();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("DuckDB does not stop: " + e.getMessage(), e);
        } finally {
            delete(directory);
        }
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
