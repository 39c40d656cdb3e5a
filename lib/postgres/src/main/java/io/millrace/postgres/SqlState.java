package io.millrace.postgres;

import java.util.Set;

/**
 * SQLSTATEs by name: what the server's five characters say
 * (<a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, appendix A</a>).
 */
public final class SqlState {
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String DEADLOCK = "40P01";
    public static final String SERIALIZATION_FAILURE = "40001";
    /** A statement's time-out, or somebody's pg_cancel_backend. */
    public static final String CANCELED = "57014";

    /** Raised by functions of ours: what is asked for does not fit what the object is doing. */
    public static final String NOT_IN_STATE = "55000";

    public static final String UNIQUE_VIOLATION = "23505";
    /** A row that finds no partition has this, too. */
    public static final String CHECK_VIOLATION = "23514";

    public static final String OBJECT_IN_USE = "55006";
    /** A session that did nothing within its transaction for too long. */
    public static final String IDLE_IN_TRANSACTION = "25P03";
    /** A role's own quota. */
    public static final String CONFIGURATION_LIMIT = "53400";
    /** From the server: a binary value that is too short for its column's type. */
    public static final String PROTOCOL_VIOLATION = "08P01";

    public static final String UNDEFINED_COLUMN = "42703";
    public static final String UNDEFINED_SCHEMA = "3F000";
    public static final String DATATYPE_MISMATCH = "42804";
    /** Such as an ON CONFLICT without a constraint that fits. */
    public static final String INVALID_COLUMN_REFERENCE = "42P10";

    public static final String UNDEFINED_TABLE = "42P01";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** The server is no longer, or not yet, the primary. */
    public static final String READ_ONLY = "25006";

    /** The same may succeed when others have let go of their locks. */
    public static final Set<String> BUSY = Set.of(LOCK_NOT_AVAILABLE, DEADLOCK);

    /** The same may succeed at once: another transaction came between. */
    public static final Set<String> CAME_BETWEEN = Set.of(SERIALIZATION_FAILURE, DEADLOCK);

    private SqlState() {}
}
