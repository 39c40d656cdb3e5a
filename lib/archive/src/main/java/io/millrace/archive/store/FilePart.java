package io.millrace.archive.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Some bytes of a file; a request that is repeated opens it again. */
final class FilePart extends FilterInputStream {
    private long left;

    private FilePart(InputStream in, long size) {
        super(in);
        left = size;
    }

    static InputStream open(Path file, long from, long size) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FilePart(Channels.newInputStream(channel.position(from)), size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
