package io.millrace.embedded.process;

import org.jspecify.annotations.Nullable;

/** A server did not start; the message ends with the last lines of its log. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
