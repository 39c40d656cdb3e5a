package io.millrace.embedded.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process of a server or service that is started and ended again and again. Start and end come from one thread at a time.
 */
public final class CurrentChild {

    private final String name;
    private volatile @Nullable Child child;

    /** @param name for messages */
    public CurrentChild(String name) {
        this.name = name;
    }

    /** Empty before a start and after an end; one that ended by itself is still told. */
    public Optional<Child> find() {
        return Optional.ofNullable(child);
    }

    public boolean isRunning() {
        return find().filter(Child::isAlive).isPresent();
    }

    /** @throws IllegalStateException when it was not started */
    public Child required() {
        return find().orElseThrow(() -> new IllegalStateException(name + " is not running"));
    }

    /** Starts the program; returns at once. */
    public Child start(Child.Spec spec) {
        Child started = Child.start(spec);
        child = started;
        return started;
    }

    /** Graceful end. False when it was still running at the deadline and was killed. */
    public boolean stop(Duration deadline) {
        boolean graceful = find().map(running -> running.stop(deadline)).orElse(true);
        child = null;
        return graceful;
    }

    /** SIGKILL. */
    public void kill() {
        end(Child::kill);
    }

    /** @param how ends it, when there is one */
    public void end(Consumer<Child> how) {
        find().ifPresent(how);
        child = null;
    }
}
