package io.millrace.stack;

import java.time.Duration;

/** Hears what a stack does; called from several threads, one at a time. */
public interface StackListener {

    /** A component takes requests. */
    void ready(String name, String where, Duration after);

    /** A component has ended because it was asked to. */
    void stopped(String name, Duration after);

    /** Anything else a user should know. */
    void note(String message);

    /** Hears nothing. */
    static StackListener silent() {
        return new StackListener() {
            @Override
            public void ready(String name, String where, Duration after) {}

            @Override
            public void stopped(String name, Duration after) {}

            @Override
            public void note(String message) {}
        };
    }
}
