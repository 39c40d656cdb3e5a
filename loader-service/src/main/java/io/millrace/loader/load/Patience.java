package io.millrace.loader.load;

import java.time.Duration;

/** Whether something was waited for long enough, from the first time that this is asked. */
final class Patience {
    private final long nanos;
    private boolean begun;
    private long since;

    Patience(Duration most) {
        nanos = most.toNanos();
    }

    /** @param now nanoseconds, of {@link System#nanoTime} */
    boolean isOver(long now) {
        if (!begun) {
            begun = true;
            since = now;
        }
        return now - since >= nanos;
    }
}
