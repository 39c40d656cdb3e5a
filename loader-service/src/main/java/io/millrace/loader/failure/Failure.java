package io.millrace.loader.failure;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done when PostgreSQL did not take a group. */
public sealed interface Failure {
    /** SQLSTATE and message, as the server or the driver told them. */
    String reason();

    /** It passes: the same group again, later. */
    record Retry(String reason) implements Failure {}

    /** Some row is at fault: find it, reject it, load the others. */
    record Bisect(String reason) implements Failure {}

    /** Nobody knows: hold the partition and call for a person. */
    record Stop(String reason) implements Failure {}

    /** data exception, integrity constraint violation, WITH CHECK OPTION violation */
    Set<String> DATA_CLASSES = Set.of("22", "23", "44");

    /** connection exception, transaction rollback, insufficient resources, operator intervention */
    Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

    /**
     * 08P01 from the server is a binary value that is too short for its column's type; P0001 is RAISE EXCEPTION, which is
     * how a trigger refuses a row.
     */
    Set<String> DATA_STATES = Set.of("08P01", "P0001");

    /**
     * lock_not_available; read_only_sql_transaction, which is a server that is no longer or not yet the primary;
     * idle_in_transaction_session_timeout, which is what a loader finds that was frozen for long
     */
    Set<String> PASSING_STATES = Set.of("55P03", "25006", "25P03");

    /**
     * Classifies by SQLSTATE alone.
     *
     * @param sqlState five characters; null when the driver or the pool had none to tell, as for a time-out of the pool
     */
    static Failure of(@Nullable String sqlState, String message) {
        if (sqlState == null || sqlState.length() != 5) {
            return new Retry(message);
        }
        String reason = sqlState + ": " + message;
        String family = sqlState.substring(0, 2);
        if (DATA_STATES.contains(sqlState) || DATA_CLASSES.contains(family)) {
            return new Bisect(reason);
        }
        return PASSING_STATES.contains(sqlState) || PASSING_CLASSES.contains(family)
                ? new Retry(reason)
                : new Stop(reason);
    }
}
