package io.millrace.partition.migrate.run;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** Where a test lets the service die: passed before and after every step and between its pieces. Does nothing. */
@ApplicationScoped
@DefaultBean
public class FailPoints {
    /**
     * @param place such as {@code before copy}, {@code after copy}, or the name of a checkpoint within a step
     * @throws CrashException to end the runner as a crash of the process would
     */
    public void pass(long migration, String place) {}

    /** Ends a runner; nothing of it is written down. */
    public static final class CrashException extends RuntimeException {
        public CrashException(String place) {
            super(place);
        }
    }
}
