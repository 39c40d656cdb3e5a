package io.millrace.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Jdbi for PostgreSQL, and what it lacks: statements without parameters, times, arrays. */
public final class Sql {
    private Sql() {}

    /** @return Jdbi over the pool, with PostgreSQL's names of the array types that are used here */
    public static Jdbi over(DataSource pool) {
        return Jdbi.create(pool)
                .registerArrayType(String.class, "text")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(UUID.class, "uuid");
    }

    /**
     * Sends SQL as it stands, one statement or several: DDL may hold colons and question marks that are no parameters.
     *
     * @return rows changed by the first statement
     */
    public static int execute(Handle handle, String sql) {
        try (Statement statement = handle.getConnection().createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(sql, e, null);
        }
    }

    /** @return how a point in time is sent: the driver takes no Instant */
    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** @return a timestamptz; null for NULL */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** @return a text[]; empty for NULL */
    public static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** @return a bytea[]: the driver takes one as byte[][] only, and Jdbi would hand it an Object[] */
    public static Argument bytes(byte[][] values) {
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("bytea", values));
    }

    /** What is done with a connection itself. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Does what Jdbi has no words for, such as COPY, or a statement that must not be prepared.
     *
     * @param sql for the exception's message
     */
    public static <T> T jdbc(Handle handle, String sql, Work<T> work) {
        try {
            return work.run(handle.getConnection());
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(sql, e, null);
        }
    }

    /** @return a fault that we have found ourselves, as it would come from the server */
    public static JdbiException fault(String sqlState, String message) {
        return new UnableToExecuteStatementException(message, new SQLException(message, sqlState), null);
    }
}
