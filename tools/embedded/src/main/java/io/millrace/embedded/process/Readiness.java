package io.millrace.embedded.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a child to become ready. */
public final class Readiness {

    private Readiness() {}

    /**
     * Asks again and again until the answer is yes.
     *
     * @param pause between two questions
     * @throws StartException when the child ends, the deadline comes first or this thread is interrupted
     */
    public static void await(Child child, Duration deadline, Duration pause, BooleanSupplier ready) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!ready.getAsBoolean()) {
            if (!child.isAlive()) {
                throw new StartException(child.name() + " ended with status " + child.exitStatus()
                        + " before it was ready. The end of " + child.log() + ":\n" + child.logTail());
            }
            if (System.nanoTime() > end) {
                String tail = child.logTail();
                child.kill();
                throw new StartException(child.name() + " was not ready within " + deadline.toSeconds()
                        + " s and was killed. The end of " + child.log() + ":\n" + tail);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new StartException(child.name() + " was not ready when the wait for it was interrupted");
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
