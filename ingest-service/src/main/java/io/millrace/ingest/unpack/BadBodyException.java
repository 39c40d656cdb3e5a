package io.millrace.ingest.unpack;

import java.io.IOException;

/** The body is not what the request says it is. The message tells what is wrong and the remedy. */
public final class BadBodyException extends IOException {
    /** What is wrong with a body. */
    public enum Kind {
        BROKEN_ARCHIVE,
        TOO_LARGE,
        BOMB,
        BAD_FORM
    }

    private final Kind kind;

    public BadBodyException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
