package io.millrace.loader.failure;

/**
 * Why the database refused a row.
 *
 * @param column empty when the server named none
 */
public record RowRefusal(String reason, String column) {
    /** With the loader's own remarks a reason stays below 512 characters. */
    private static final int LONGEST_REASON = 400;

    public RowRefusal {
        if (reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON - 1) + "…";
        }
    }
}
