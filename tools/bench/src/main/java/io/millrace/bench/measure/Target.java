package io.millrace.bench.measure;

import io.millrace.embedded.Database;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The database that all sides write to. */
public final class Target implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final long POLL_MILLIS = 10;
    private static final long QUICK_POLL_MILLIS = 5;
    private static final long SECOND = 1_000_000_000;
    private static final long MOST_SECONDS = 600;

    private final Connection connection;

    public Target(Database database) throws SQLException {
        connection = database.connect();
    }

    /** Empties the table and writes out what earlier runs left to write, so that no run pays for another. */
    public void empty(String table) throws SQLException {
        run("TRUNCATE " + table);
        run("CHECKPOINT");
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public long count(String table) throws SQLException {
        return Long.parseLong(first("SELECT count(*) FROM " + table));
    }

    /** PostgreSQL's own COPY of the file over one connection; what {@code psql \copy} does. */
    public void copy(String table, Path csv) throws SQLException, IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(csv), CHUNK)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)", file, CHUNK);
        }
    }

    /** @return how many rows PostgreSQL's own COPY of the query gave, as CSV */
    public long copyOut(String query) throws SQLException, IOException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT csv)", OutputStream.nullOutputStream());
    }

    /**
     * Returns when the job has ended.
     *
     * @throws IllegalStateException when it ended otherwise than complete
     */
    public void awaitComplete(String job) throws SQLException, InterruptedException {
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

    /**
     * Returns as soon as the query's answer, a number, has reached {@code wanted}; it is asked every 5 ms and should be quick.
     *
     * @param every asked once a second meanwhile; throws when waiting is in vain
     * @throws IllegalStateException when it takes longer than 10 minutes
     */
    public void awaitAtLeast(String query, long wanted, Check every) throws Exception {
        long begun = System.nanoTime();
        long checked = begun;
        long there = Long.parseLong(first(query));
        while (there < wanted) {
            Thread.sleep(QUICK_POLL_MILLIS);
            there = Long.parseLong(first(query));
            long now = System.nanoTime();
            if (now - checked > SECOND) {
                checked = now;
                every.run();
            }
            if (now - begun > MOST_SECONDS * SECOND) {
                throw new IllegalStateException(
                        query + " is " + there + " instead of " + wanted + " after " + MOST_SECONDS + " s");
            }
        }
    }

    /** Whether there is still something to wait for. */
    public interface Check {
        void run() throws Exception;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** The first field of the first row as text; empty when there is none. */
    public String first(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            String value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
