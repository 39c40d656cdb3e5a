package io.millrace.ingest.unpack;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a body comes fast enough. What counts is the time in which it was waited for, in windows; the time in which nobody
 * read it is not the sender's fault. Written by the reading thread, asked by any.
 */
public final class Pace {
    private static final int PATIENCE = 10; // the part of a window after which a body counts as slow when others wait

    private final long bytes;
    private final long within;
    private final LongSupplier nanos;
    private long got; // guarded by this, as all below: bytes in the window
    private long waited;
    private long waitsSince;
    private boolean waits;

    /**
     * @param bytes that must come in each window
     * @param within length of a window
     * @param nanos a clock that only goes forward
     */
    public Pace(long bytes, Duration within, LongSupplier nanos) {
        this.bytes = bytes;
        this.within = within.toNanos();
        this.nanos = nanos;
    }

    synchronized void waitBegins() {
        waits = true;
        waitsSince = nanos.getAsLong();
    }

    /** @throws TooSlowException when a window is over in which too little came */
    synchronized void arrived(int count) throws TooSlowException {
        waits = false;
        waited += nanos.getAsLong() - waitsSince;
        got += Math.max(0, count);
        if (waited >= within) {
            if (count >= 0 && got < bytes) {
                throw new TooSlowException("%d bytes came in %d s; %d must"
                        .formatted(got, Duration.ofNanos(waited).toSeconds(), bytes));
            }
            got = 0;
            waited = 0;
        }
    }

    /** Whether it is so slow by now that its place may go to another one. */
    public synchronized boolean isSlow() {
        long waiting = waited + (waits ? nanos.getAsLong() - waitsSince : 0);
        return waiting >= within / PATIENCE && (double) got / waiting < (double) bytes / within;
    }
}
