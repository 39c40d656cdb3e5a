package io.millrace.partition.archive;

import io.millrace.archive.log.ArchiveStep;
import io.millrace.postgres.FailPoint;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets the work of a thread end in the middle, as if the process had died there. */
@ApplicationScoped
class Crashes implements FailPoint {
    private final ThreadLocal<String> next = new ThreadLocal<>();

    /** What is thrown: nothing that the service catches. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash(String place) {
            super("crashed after " + place);
        }
    }

    /** The thread dies once when it has done the step. */
    void after(ArchiveStep step) {
        next.set("archive " + step);
    }

    @Override
    public void reached(String place) {
        if (place.equals(next.get())) {
            next.remove();
            throw new Crash(place);
        }
    }
}
