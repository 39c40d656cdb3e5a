package io.millrace.loader.write;

import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.Refusal;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** Exceptions of the driver and of the pool, read as {@link Failure}s. */
final class SqlFailures {
    private SqlFailures() {}

    static Failure of(SQLException e) {
        ServerErrorMessage server = server(e);
        return Failure.of(e.getSQLState(), String.valueOf(e.getMessage()), server == null ? null : server.getHint());
    }

    /**
     * Whether a row found no partition. The server gives that the SQLSTATE of a violated CHECK, but only a CHECK has a
     * constraint's name.
     */
    static boolean noPartition(SQLException e) {
        ServerErrorMessage message = server(e);
        return PSQLState.CHECK_VIOLATION.getState().equals(e.getSQLState())
                && message != null
                && message.getConstraint() == null;
    }

    /** What the server has against a row. */
    static Refusal refusal(SQLException e) {
        ServerErrorMessage server = server(e);
        if (server == null) {
            return new Refusal(String.valueOf(e.getMessage()), "");
        }
        String reason = Objects.requireNonNullElse(server.getMessage(), "refused by the database");
        String constraint = server.getConstraint();
        if (constraint != null && !reason.contains(constraint)) {
            reason += " (constraint " + constraint + ")";
        }
        return new Refusal(reason, Objects.requireNonNullElse(server.getColumn(), ""));
    }

    private static @Nullable ServerErrorMessage server(SQLException e) {
        return e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    }
}
