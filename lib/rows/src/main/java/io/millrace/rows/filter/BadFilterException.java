package io.millrace.rows.filter;

/** A part of a query that cannot be read; the message tells why, and what would do. */
public final class BadFilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadFilterException(String message) {
        super(message);
    }
}
