package io.millrace.loader.failure;

import io.millrace.postgres.SqlState;

/** What a person can do about a parked unit. */
public final class Remedies {
    /** For what transform could not make rows of. */
    public static final String DEFINITION =
            "correct the dataset's definition and apply it (./millrace datasets apply); it is tried again at once then";

    /** For a message that nobody understands. */
    public static final String MALFORMED =
            "it was not written by this release of Millrace; upgrade, or discard it (./millrace parked discard)";

    static final String UNFORESEEN =
            "this is a fault of Millrace: report it with the loader's log; it is tried again by itself";

    private Remedies() {}

    /** @param sqlState five characters, of a class that no row is at fault for */
    static String of(String sqlState) {
        return switch (sqlState) {
            case SqlState.UNDEFINED_TABLE, SqlState.UNDEFINED_SCHEMA ->
                "apply the dataset again to have its table made (./millrace datasets apply); its units are loaded at once then";
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                "grant the loader's role what it lacks (GRANT INSERT, SELECT ON the table); it is tried again at once then";
            case SqlState.UNDEFINED_COLUMN, SqlState.DATATYPE_MISMATCH, SqlState.INVALID_COLUMN_REFERENCE ->
                "the table is not what the dataset's definition says: give the column back, or apply a definition that fits";
            default ->
                "mend what the message names; it is tried again by itself, at once when the table or the dataset changes";
        };
    }
}
