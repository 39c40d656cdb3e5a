package io.millrace.transform.parse;

/** Somewhere in the payload is a record that cannot be read, so that the payload is to be read record by record. */
final class MalformedPayloadException extends Exception {
    MalformedPayloadException(String reason) {
        super(reason, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
