package io.millrace.loader.copy;

import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.RowRefusal;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.SqlState;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/** Exceptions of Jdbi, of the driver and of the pool, read as {@link Failure}s. */
public final class SqlFailures {
    private SqlFailures() {}

    /** The reason holds all that the server has told: it is for whoever mends the cause. */
    public static Failure of(JdbiException e) {
        Optional<SQLException> cause = ServerError.cause(e);
        if (cause.isEmpty()) {
            return Failure.unforeseen(e);
        }
        SQLException told = cause.get();
        return Failure.of(
                told.getSQLState(),
                String.valueOf(told.getMessage()),
                ServerError.of(told).hint());
    }

    /**
     * Whether a row found no partition. The server gives that the SQLSTATE of a violated CHECK, but only a CHECK has a
     * constraint's name.
     */
    public static boolean noPartition(JdbiException e) {
        return ServerError.of(e)
                .filter(error -> error.sqlState().equals(SqlState.CHECK_VIOLATION) && error.constraint() == null)
                .isPresent();
    }

    /** What the server has against a row. */
    static RowRefusal refusal(JdbiException e) {
        String reason = ServerError.messageOf(e);
        Optional<ServerError> error = ServerError.of(e);
        String constraint = error.map(ServerError::constraint).orElse("");
        if (!reason.contains(constraint)) {
            reason += " (constraint " + constraint + ")";
        }
        return new RowRefusal(reason, error.map(ServerError::column).orElse(""));
    }
}
