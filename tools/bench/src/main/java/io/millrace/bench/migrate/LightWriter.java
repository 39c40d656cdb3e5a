package io.millrace.bench.migrate;

import io.millrace.embedded.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** An application that goes on: one session, about a hundred transactions a second, each of one row. */
final class LightWriter implements AutoCloseable {
    private static final int PERIOD_MILLIS = 10;

    private final Thread thread;
    private volatile boolean stopped;
    private volatile SQLException failure = new SQLException();
    private volatile boolean failed;
    private volatile long longestNanos;

    LightWriter(Database database, String table, int rows) throws SQLException {
        Connection connection = database.connect();
        thread = Thread.ofPlatform().name("light-writer").start(() -> {
            try (connection) {
                write(connection, table, rows);
            } catch (SQLException e) {
                failure = e;
                failed = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The longest that a transaction took. */
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos);
    }

    private void write(Connection connection, String table, int rows) throws SQLException, InterruptedException {
        Random random = new Random(1);
        String where = " WHERE sensor_id = ? AND recorded_at = ?::timestamptz";
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table + " SET temperature = temperature + 1" + where)) {
            while (!stopped) {
                int row = random.nextInt(rows);
                update.setString(1, Events.sensor(row));
                update.setString(2, Events.time(row));
                long begun = System.nanoTime();
                update.executeUpdate();
                longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
                Thread.sleep(PERIOD_MILLIS);
            }
        }
    }

    /** @throws SQLException what a transaction failed of */
    @Override
    public void close() throws SQLException, InterruptedException {
        stopped = true;
        thread.join();
        if (failed) {
            throw failure;
        }
    }
}
