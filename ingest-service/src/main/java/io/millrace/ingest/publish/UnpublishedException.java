package io.millrace.ingest.publish;

/** Kafka did not take a message in time. */
public final class UnpublishedException extends Exception {
    UnpublishedException(String message, Throwable cause) {
        super(message, cause);
    }
}
