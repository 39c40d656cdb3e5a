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
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Jdbi for PostgreSQL, and what it lacks: statements without parameters, times, arrays. */
public final class Sql {
    private Sql() {}

    /** @return Jdbi over the pool, with PostgreSQL's names of the array types that are used here */
    public static Jdbi over(DataSource pool) {
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP); // SQL compares with < and >
        return jdbi.registerArrayType(String.class, "text")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(UUID.class, "uuid");
    }

    /**
     * Sends SQL as it stands, one statement or several: DDL may hold colons and question marks that are no parameters.
     *
     * @return rows changed by the first statement; nothing is told of what it selects
     */
    public static int execute(Handle handle, String sql) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            return Math.max(statement.getUpdateCount(), 0);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(sql, e, null);
        }
    }

    /**
     * A query whose text has names of the catalog in it. Only the driver looks for parameters: a name may hold what Jdbi takes
     * for one.
     *
     * @param sql with a question mark for each value
     * @param values as the driver takes them
     */
    public static Query query(Handle handle, String sql, List<?> values) {
        Query query = handle.createQuery(sql).setSqlParser(new AsItStands(values.size()));
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            query.bind(i, (Argument) (position, statement, context) -> statement.setObject(position, value));
        }
        return query;
    }

    private record AsItStands(int parameters) implements SqlParser {
        @Override
        public ParsedSql parse(String sql, StatementContext context) {
            return ParsedSql.of(sql, ParsedParameters.positional(parameters));
        }

        @Override
        public String nameParameter(String name, StatementContext context) {
            throw new UnsupportedOperationException(name);
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
