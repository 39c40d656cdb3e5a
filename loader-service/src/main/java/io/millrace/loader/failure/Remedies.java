package io.millrace.loader.failure;

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
            case "42P01", "3F000" ->
                "apply the dataset again to have its table made (./millrace datasets apply); its units are loaded at once then";
            case "42501" ->
                "grant the loader's role what it lacks (GRANT INSERT, SELECT ON the table); it is tried again at once then";
            case "42703", "42804", "42P10" ->
                "the table is not what the dataset's definition says: give the column back, or apply a definition that fits";
            default ->
                "mend what the message names; it is tried again by itself, at once when the table or the dataset changes";
        };
    }
}
