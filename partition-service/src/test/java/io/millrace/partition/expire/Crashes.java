package io.millrace.partition.expire;

import io.millrace.partition.apply.FailPoint;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets the work of a thread end in the middle, as if the process had died there. */
@ApplicationScoped
class Crashes implements FailPoint {
    private final ThreadLocal<Enum<?>> next = new ThreadLocal<>();

    /** What is thrown: nothing that the service catches. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash(Enum<?> step) {
            super("crashed after " + step);
        }
    }

    /** The thread dies once when it has done the step. */
    void after(Enum<?> step) {
        next.set(step);
    }

    @Override
    public void reached(Enum<?> step) {
        if (step.equals(next.get())) {
            next.remove();
            throw new Crash(step);
        }
    }
}
