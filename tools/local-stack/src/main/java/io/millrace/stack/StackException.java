package io.millrace.stack;

/** Something a user can mend; the message says what and how. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }
}
