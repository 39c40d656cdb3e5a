package io.millrace.cli.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as another process can find it again. Process ids are reused, so the moment of its start belongs to its name.
 *
 * @param startedAt milliseconds since 1970; 0 when the system does not tell
 */
public record RunningProcess(long pid, long startedAt) {

    // The system derives start times from its uptime; its clock may have been set in between.
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    public static RunningProcess current() {
        return of(ProcessHandle.current());
    }

    public static RunningProcess of(long pid) {
        return ProcessHandle.of(pid).map(RunningProcess::of).orElse(new RunningProcess(pid, 0));
    }

    private static RunningProcess of(ProcessHandle handle) {
        return new RunningProcess(handle.pid(), startOf(handle));
    }

    /** The process, if it is still this one. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> Math.abs(startOf(handle) - startedAt) <= TOLERANCE.toMillis());
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
