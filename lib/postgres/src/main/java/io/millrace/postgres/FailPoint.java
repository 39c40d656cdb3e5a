package io.millrace.postgres;

/**
 * Places between two steps of work that must outlive a crash. Tests let it die there; otherwise nothing happens.
 */
public interface FailPoint {
    /** Production. */
    FailPoint NONE = place -> {};

    /**
     * @param place what has just been done or is about to be, such as {@code archive DETACHED} or {@code migration 7 before copy}
     * @throws CrashException to end the work as a crash of the process would
     */
    void reached(String place);

    /** Ends the work; nothing of it is written down, and nobody catches it but whoever stands for the process. */
    final class CrashException extends RuntimeException {
        public CrashException(String place) {
            super(place);
        }
    }
}
