package io.millrace.migration;

import io.millrace.migration.move.Guard;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What a step asks of the runner. */
public interface MigrationRun extends Guard {
    /** As it was when the runner took it over, but with the step that is being done. */
    Migration migration();

    /**
     * A transaction under {@code lock_timeout}, repeated when it did not get its lock. It begins with {@link #fence}.
     *
     * @param what for the log
     * @param work without effect outside the transaction
     */
    <T> T transaction(String what, Function<Handle, T> work);

    /**
     * The same for work that begins with taking a lock that others may wait for: how long it took, in vain or not, is told
     * as by {@link #stalled}.
     */
    <T> T locking(String what, Function<Handle, T> work);

    /** Tells how long somebody may have waited; the longest is kept. */
    void stalled(Duration waited);
}
