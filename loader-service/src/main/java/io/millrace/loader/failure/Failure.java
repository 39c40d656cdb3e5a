package io.millrace.loader.failure;

import io.millrace.postgres.SqlState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done when PostgreSQL did not take a group. The one place that decides what an SQLSTATE means. */
public sealed interface Failure {
    /** SQLSTATE and message, as the server or the driver told them. */
    String reason();

    /** What a person can do about it. */
    String remedy();

    /**
     * It passes: the same group again, later. When it does not pass and PostgreSQL takes the parked unit, then it was not
     * PostgreSQL that was away.
     *
     * @param attempts after how many of them a unit is parked
     * @param ofTable whether somebody else holds the table, so that its other units would wait, too
     */
    record Retry(String reason, int attempts, boolean ofTable) implements Failure {
        @Override
        public String remedy() {
            return "it is tried again by itself; look for whoever holds the table's locks, or for what makes the server give up";
        }
    }

    /** Some row is at fault: find it, reject it, load the others. */
    record Bisect(String reason) implements Failure {
        @Override
        public String remedy() {
            return "look at the table's constraints and triggers; it is tried again by itself when they change";
        }
    }

    /**
     * No row is at fault, and waiting does not help: park the unit.
     *
     * @param ofTable whether the table's other units would fare the same
     */
    record Park(String reason, String remedy, boolean ofTable) implements Failure {}

    /** Attempts while PostgreSQL, or Kafka, may be away: most of a minute. */
    int AWAY = 8;

    /** Attempts while others hold locks: a table's are seen at once, for a partition's or a row's lock_timeout is waited. */
    int BUSY = 2;

    /**
     * Rows and what triggers do with them: warning, no data, triggered action and its exceptions, case not found,
     * cardinality, data, integrity constraint, triggered data change, routines, WITH CHECK OPTION, program limits (a row or
     * an index entry that is too large), PL/pgSQL.
     */
    Set<String> DATA_CLASSES =
            Set.of("01", "02", "09", "20", "21", "22", "23", "27", "2F", "38", "39", "44", "54", "P0");

    /**
     * invalid authorization, invalid catalog (both at login), connection exception, transaction rollback, insufficient
     * resources, operator intervention, system error, snapshot too old, configuration file; a statement name that is gone
     */
    Set<String> PASSING_CLASSES = Set.of("08", "26", "28", "3D", "40", "53", "57", "58", "72", "F0");

    Set<String> DATA_STATES = Set.of(SqlState.PROTOCOL_VIOLATION);

    /** A loader that was frozen for long finds that it was idle in its transaction. */
    Set<String> BUSY_STATES = Set.of(
            SqlState.LOCK_NOT_AVAILABLE,
            SqlState.OBJECT_IN_USE,
            SqlState.DEADLOCK,
            SqlState.SERIALIZATION_FAILURE,
            SqlState.IDLE_IN_TRANSACTION,
            SqlState.CONFIGURATION_LIMIT);

    /**
     * Classifies by SQLSTATE alone. Classes that neither the SQL standard nor PostgreSQL has are raised by somebody's trigger.
     *
     * @param sqlState five characters; null when the driver or the pool had none to tell, as for a time-out of the pool
     * @param hint the server's own remedy, if it told one
     */
    static Failure of(@Nullable String sqlState, String message, @Nullable String hint) {
        if (sqlState == null || sqlState.length() != 5) {
            return new Retry(message, AWAY, false);
        }
        String reason = sqlState + ": " + message;
        String family = sqlState.substring(0, 2);
        if (DATA_STATES.contains(sqlState) || DATA_CLASSES.contains(family) || isForUsers(family)) {
            return new Bisect(reason);
        }
        if (SqlState.CANCELED.equals(sqlState)) {
            return new Retry(reason, 1, true); // the time-out of a statement that would take as long again
        }
        if (BUSY_STATES.contains(sqlState)) {
            return new Retry(reason, BUSY, true);
        }
        if (SqlState.READ_ONLY.equals(sqlState) || PASSING_CLASSES.contains(family)) {
            return new Retry(reason, AWAY, false);
        }
        return new Park(reason, hint != null ? hint : Remedies.of(sqlState), true);
    }

    /** What nobody thought of: of this unit alone, until the opposite is seen. */
    static Failure unforeseen(Throwable e) {
        return new Park(e.toString(), Remedies.UNFORESEEN, false);
    }

    /** The standard leaves classes that begin with 5 to 9 or I to Z to implementations; PostgreSQL uses few of them. */
    private static boolean isForUsers(String family) {
        char first = family.charAt(0);
        boolean free = first >= '5' && first <= '9' || first >= 'I' && first <= 'Z';
        return free && !PASSING_CLASSES.contains(family) && !family.equals("55") && !family.equals("XX");
    }
}
