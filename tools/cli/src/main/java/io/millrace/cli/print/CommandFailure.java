package io.millrace.cli.print;

/** The command ends here: one clear message with the remedy, and an exit status. */
public final class CommandFailure extends RuntimeException {

    /** It did not work: a service is down or refused, an upload failed. */
    public static final int FAILED = 1;

    /** It could not be tried: a wrong option, a file that is not there. */
    public static final int USAGE = 2;

    /** The upload is complete, but rows of it were rejected. */
    public static final int REJECTS = 3;

    /** The upload was accepted, but units of it are parked: it waits for a person. */
    public static final int ATTENTION = 4;

    private static final long serialVersionUID = 1L;

    private final int status;

    public CommandFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
