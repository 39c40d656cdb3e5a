package io.millrace.transform.stream;

import java.util.concurrent.atomic.AtomicReference;

/** What a reader is at. It only goes forwards, in the order of the names. */
enum Phase {
    /** The position is being asked for. */
    OPENING,
    /** Records are read and sent. */
    READING,
    /** A slice is parked: nothing is read until the ledger says that it is in or discarded. */
    HELD,
    /** The topic cannot be read at the position. A person has to decide. */
    STOPPED,
    /** Another reader is to take this one's place. */
    AGAIN,
    /** The partition was given away. */
    CLOSED;

    /** Safe for use by many threads, of which one wins. */
    static final class Holder {
        private final AtomicReference<Phase> phase = new AtomicReference<>(OPENING);

        boolean is(Phase asked) {
            return phase.get() == asked;
        }

        /** @return whether this call did it */
        boolean move(Phase from, Phase to) {
            return phase.compareAndSet(from, to);
        }

        /** @return whether this call did it; not when that phase, or a later one, had been reached */
        boolean advance(Phase to) {
            return phase.getAndUpdate(now -> now.compareTo(to) < 0 ? to : now).compareTo(to) < 0;
        }
    }
}
