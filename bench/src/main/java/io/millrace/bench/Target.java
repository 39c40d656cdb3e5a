package io.millrace.bench;

import io.millrace.embedded.Database;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The database that both sides write to. */
final class Target implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final long POLL_MILLIS = 10;

    private final Connection connection;

    Target(Database database) throws SQLException {
        connection = database.connect();
    }

    /** Empties the table and writes out what earlier runs left to write, so that no run pays for another. */
    void empty(String table) throws SQLException {
        run("TRUNCATE " + table);
        run("CHECKPOINT");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String table) throws SQLException {
        return Long.parseLong(first("SELECT count(*) FROM " + table));
    }

    /** PostgreSQL's own COPY of the file over one connection; what {@code psql \copy} does. */
    void copy(String table, Path csv) throws SQLException, IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(csv), CHUNK)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)", file, CHUNK);
        }
    }

    /**
     * Returns when the job has ended.
     *
     * @throws IllegalStateException when it ended otherwise than complete
     */
    void awaitComplete(String job) throws SQLException, InterruptedException {
        String ended = "";
        while (ended.isEmpty()) {
            Thread.sleep(POLL_MILLIS);
            ended = first("SELECT coalesce(stopped_reason, CASE WHEN completed_at IS NOT NULL THEN 'complete' END)"
                    + " FROM millrace.job WHERE id = '" + job + "'");
        }
        if (!ended.equals("complete")) {
            throw new IllegalStateException("upload " + job + ": " + ended);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private String first(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            String value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
