package io.millrace.ingest.postgres;

/** PostgreSQL does not answer, or not in time, or is not set up yet. */
public final class StatusUnknownException extends RuntimeException {
    StatusUnknownException(Throwable cause) {
        super(cause.getMessage() == null ? "no answer in time" : cause.getMessage(), cause);
    }
}
