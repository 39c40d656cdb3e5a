package io.millrace.ingest.unpack;

import java.io.IOException;

/** The body comes too slowly to be waited for. */
public final class TooSlowException extends IOException {
    TooSlowException(String message) {
        super(message);
    }
}
