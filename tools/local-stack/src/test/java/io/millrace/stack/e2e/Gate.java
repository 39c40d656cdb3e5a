package io.millrace.stack.e2e;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets a file through up to a mark that only moves forward; readers wait at the mark. */
final class Gate implements AutoCloseable {
    private final Path file;
    private long mark;

    Gate(Path file, long mark) {
        this.file = file;
        this.mark = mark;
    }

    synchronized void open(long more) {
        mark = more == Long.MAX_VALUE ? more : mark + more;
        notifyAll();
    }

    @Override
    public void close() {
        open(Long.MAX_VALUE);
    }

    /** The file from its beginning. */
    InputStream stream() {
        try {
            return new FilterInputStream(Files.newInputStream(file)) {
                private long at;

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    long room = pass(at);
                    int read = super.read(bytes, from, (int) Math.min(length, room));
                    at += Math.max(read, 0);
                    return read;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized long pass(long at) throws IOException {
        try {
            while (at >= mark) {
                wait();
            }
            return mark - at;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
