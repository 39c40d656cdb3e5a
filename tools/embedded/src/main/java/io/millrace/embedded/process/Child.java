package io.millrace.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that belongs to this JVM: it has its own session, so that Ctrl-C in the terminal reaches only this JVM, and
 * it is told to stop when this JVM is gone, however that came about (SIGKILL included).
 *
 * <p>Both are the launcher's work, a few lines of POSIX shell that then become the program itself, so that {@link #pid()}
 * is the program's. A watcher stays behind and reads a pipe whose other end only this JVM holds: the end of the pipe is
 * the end of this JVM (or of the program, which ends the watcher).
 */
public final class Child {

    private static final int TAIL_LINES = 25;
    private static final int TAIL_BYTES = 64 << 10;

    private static final String LAUNCHER = """
            trap '' INT
            stop=$1; shift
            exec 3<&0 </dev/null
            (
              exec </dev/null >/dev/null 2>&1
              read -r _ <&3
              kill -s "$stop" $$ || exit 0
              for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                sleep 1
                kill -0 $$ || exit 0
              done
              kill -s KILL $$
            ) &
            exec 3<&-
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
            if command -v perl >/dev/null 2>&1; then exec perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV or die $!' "$@"; fi
            exec "$@"
            """;

    /**
     * What to start.
     *
     * @param name for messages
     * @param command the program and its arguments
     * @param environment in addition to this JVM's own
     * @param log both outputs are appended to it; its directory is created
     * @param stopSignal name of the signal that asks for a graceful end, such as {@code TERM}
     */
    public record Spec(
            String name, List<String> command, Map<String, String> environment, Path log, String stopSignal) {
        public Spec {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    private final Spec spec;
    private final Process process;
    private final long logStart;

    private Child(Spec spec, Process process, long logStart) {
        this.spec = spec;
        this.process = process;
        this.logStart = logStart;
    }

    /** Starts the program; returns at once. */
    public static Child start(Spec spec) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", LAUNCHER, "millrace-child", spec.stopSignal()));
        command.addAll(spec.command());
        try {
            Files.createDirectories(Directories.parent(spec.log()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.environment());
            long logStart = Files.exists(spec.log()) ? Files.size(spec.log()) : 0;
            return new Child(spec, builder.start(), logStart);
        } catch (IOException e) {
            throw new StartException(spec.name() + " could not be started: " + e.getMessage(), e);
        }
    }

    public String name() {
        return spec.name();
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return spec.log();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the child when it has ended. */
    public CompletableFuture<Child> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /** The exit status; an exception when the program is still running. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Sends a signal by its name: {@code TERM}, {@code STOP}, {@code CONT} … Nothing happens when the program has ended. */
    public void signal(String signal) {
        if (!process.isAlive()) {
            return;
        }
        try {
            int status = new ProcessBuilder("kill", "-s", signal, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status != 0 && process.isAlive()) {
                throw new IllegalStateException("signal " + signal + " could not be sent to " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + signal + " to " + this, e);
        }
    }

    /**
     * Asks for a graceful end and waits.
     *
     * @return false when the program was still running at the deadline and was killed
     */
    public boolean stop(Duration deadline) {
        signal(spec.stopSignal());
        if (awaitExit(deadline)) {
            return true;
        }
        kill();
        return false;
    }

    /** SIGKILL, and waits until the program is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitExit(Duration.ofSeconds(30))) {
            throw new IllegalStateException(this + " is still there 30 s after SIGKILL");
        }
    }

    /** Waits for the end; false when the deadline came first. */
    public boolean awaitExit(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + this, e);
        }
    }

    /** The last lines of the log, for messages. */
    public String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log() + " cannot be read: " + e.getMessage() + ")";
        }
    }

    @Override
    public String toString() {
        return name() + " (process " + pid() + ")";
    }
}
