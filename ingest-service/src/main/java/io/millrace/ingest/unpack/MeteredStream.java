package io.millrace.ingest.unpack;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what passes. May be asked from another thread. */
public class MeteredStream extends FilterInputStream {
    private volatile long bytes;

    public MeteredStream(InputStream in) {
        super(in);
    }

    public final long bytes() {
        return bytes;
    }

    /** Called after each read. */
    protected void passed(long total) throws IOException {}

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            bytes += read;
            passed(bytes);
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        throw new UnsupportedOperationException("bytes are read, not skipped");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
