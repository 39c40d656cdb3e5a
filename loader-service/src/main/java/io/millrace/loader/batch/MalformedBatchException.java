package io.millrace.loader.batch;

/** A message that is no row batch. It is never skipped: its partition stops there. */
public final class MalformedBatchException extends Exception {
    public MalformedBatchException(Place place, String what, Throwable cause) {
        super("the message at %s is not a row batch: %s".formatted(place, what), cause);
    }
}
