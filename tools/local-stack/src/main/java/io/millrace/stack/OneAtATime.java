package io.millrace.stack;

import java.time.Duration;

/** Components become ready on threads of their own; a listener hears of them one after the other. */
final class OneAtATime implements StackListener {

    private final StackListener listener;

    OneAtATime(StackListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void ready(String name, String where, Duration after) {
        listener.ready(name, where, after);
    }

    @Override
    public synchronized void stopped(String name, Duration after) {
        listener.stopped(name, after);
    }

    @Override
    public synchronized void note(String message) {
        listener.note(message);
    }
}
