package io.millrace.archive.parquet;

import io.millrace.postgres.ServerError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A FIFO between this process and DuckDB inside of it, which takes files only. Java cannot make one by itself. */
record NamedPipe(Path path) implements AutoCloseable {
    private static final MethodHandle MKFIFO = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mkfifo"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final int OWNER_ONLY = 0600;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What is done at this process's end of the pipe; it opens the path, and closes it. */
    interface End {
        void run(Path path) throws IOException;
    }

    static NamedPipe in(Path directory) throws IOException {
        Path path = directory.resolve("pipe");
        if (mkfifo(path) != 0) {
            throw new IOException("no named pipe can be made at " + path);
        }
        return new NamedPipe(path);
    }

    private static int mkfifo(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), OWNER_ONLY);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // the signature of invokeExact
            throw new IOException("mkfifo cannot be called", e);
        }
    }

    /** On a thread of the platform: opening a pipe waits for the other end, which would hold a virtual thread's carrier. */
    Pump start(End end) {
        Pump pump = new Pump(path, end);
        pump.thread.start();
        return pump;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    /** This process's end at work. */
    static final class Pump {
        private final Path path;
        private final Thread thread;
        private volatile @Nullable Exception failure;

        private Pump(Path path, End end) {
            this.path = path;
            thread = Thread.ofPlatform().daemon().name("parquet-pipe").unstarted(() -> {
                try {
                    end.run(path);
                } catch (IOException | RuntimeException e) {
                    failure = e;
                }
            });
        }

        /**
         * Waits until this end is done, once DuckDB is. An end that still waits for DuckDB to open the pipe is let go: DuckDB
         * may have failed before that. Again and again, since it may be about to wait only.
         *
         * @throws IOException when this end failed
         */
        void finish() throws IOException {
            try {
                do {
                    new RandomAccessFile(path.toFile(), "rw")
                            .close(); // opens both ends, so that nobody waits for an opener
                } while (!thread.join(PAUSE));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while rows were moved", e);
            }
            Exception thrown = failure;
            if (thrown != null) {
                throw new IOException("the rows could not be moved: " + ServerError.messageOf(thrown), thrown);
            }
        }
    }
}
