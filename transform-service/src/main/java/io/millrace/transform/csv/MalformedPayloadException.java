package io.millrace.transform.csv;

/** Somewhere in the payload is a record that cannot be read, so that the payload is to be read record by record. */
public final class MalformedPayloadException extends Exception {
    public MalformedPayloadException(String reason) {
        super(reason, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
