package io.millrace.partition.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A transaction with one view of all rows, whose text of values does not depend on the session. Rolled back at the end. */
public final class Snapshot implements AutoCloseable {
    private final Connection connection;

    private Snapshot(Connection connection) {
        this.connection = connection;
    }

    public static Snapshot open(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; " + FactsSql.SETTINGS);
            return new Snapshot(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    public Connection connection() {
        return connection;
    }

    /**
     * @return the partition's table as safe SQL text
     * @throws IllegalStateException when it is not there, or is no plain table
     */
    public String table(Archived line) throws SQLException {
        return text(
                "SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = %d AND c.relkind = 'r'"
                        .formatted(line.oid()),
                "%s is not a plain table any more: one that is partitioned itself, or foreign, cannot be archived"
                        .formatted(line));
    }

    /** @throws IllegalStateException when the table is not protected */
    public String fingerprint(Archived line) throws SQLException {
        return text("SELECT millrace.fingerprint(%d)".formatted(line.oid()), "%s is not protected".formatted(line));
    }

    private String text(String sql, String whenMissing) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String text = row.next() ? row.getString(1) : null;
            if (text == null) {
                throw new IllegalStateException(whenMissing);
            }
            return text;
        }
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
