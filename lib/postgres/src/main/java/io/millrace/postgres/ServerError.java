package io.millrace.postgres;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL, or the driver in its place, has against a statement. The exceptions of Jdbi carry the whole statement in
 * their message, which is for logs; this is what may be shown to a person.
 *
 * @param sqlState five characters; empty when there was none, as for a time-out of the pool
 * @param message one sentence, without severity and position
 * @param constraint the constraint that was violated, if one was
 */
public record ServerError(
        String sqlState,
        String message,
        @Nullable String detail,
        @Nullable String hint,
        @Nullable String constraint,
        @Nullable String column) {
    /** @return nothing when no SQLException is among the causes */
    public static Optional<ServerError> of(Throwable thrown) {
        return cause(thrown).map(ServerError::of);
    }

    /** @return the SQLException among the causes, which tells all that the server has told */
    public static Optional<SQLException> cause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException exception) {
                return Optional.of(exception);
            }
        }
        return Optional.empty();
    }

    public static ServerError of(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        String told = String.valueOf(e.getMessage());
        ServerErrorMessage server = e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (server == null) {
            return new ServerError(state, told, null, null, null, null);
        }
        return new ServerError(
                state,
                Objects.requireNonNullElse(server.getMessage(), told),
                server.getDetail(),
                server.getHint(),
                server.getConstraint(),
                server.getColumn());
    }

    /** @return the SQLSTATE of what was thrown; empty when there is none */
    public static String stateOf(Throwable thrown) {
        return of(thrown).map(ServerError::sqlState).orElse("");
    }

    /** @return what the server has to say where Jdbi speaks for it; what others have to say themselves */
    public static String messageOf(Throwable thrown) {
        return thrown instanceof JdbiException
                ? of(thrown).map(ServerError::message).orElseGet(() -> String.valueOf(thrown.getMessage()))
                : String.valueOf(thrown.getMessage());
    }
}
