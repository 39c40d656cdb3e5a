package io.millrace.transform.parse;

/**
 * What code throws that nobody foresaw. It costs the record at which it happened and no other: that record is a reject which
 * says so.
 */
public final class RecordFault {
    private RecordFault() {}

    /** @return the reject's reason */
    public static String reason(Throwable fault) {
        return "%s: a fault of Millrace, not of the row; please report it with this row"
                .formatted(fault.getClass().getSimpleName());
    }
}
