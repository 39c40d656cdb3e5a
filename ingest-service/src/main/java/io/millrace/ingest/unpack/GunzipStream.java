package io.millrace.ingest.unpack;

import static io.millrace.ingest.unpack.BadBodyException.Kind.BROKEN_ARCHIVE;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip (RFC 1952), also several members one behind the other. Unlike {@link java.util.zip.GZIPInputStream} it never
 * asks the source how much is available, so a slow network cannot look like the end, and it takes nothing but members and
 * padding zeros: whatever else follows, or a member that is cut short, is an error.
 */
final class GunzipStream extends InputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream packed;
    private final byte[] buffer = new byte[64 << 10];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int at;
    private int limit;
    private boolean inMember;
    private boolean any;
    private boolean done;

    GunzipStream(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!done) {
            if (!inMember && !beginMember()) {
                done = true;
                break;
            }
            int read = inflate(target, offset, length);
            if (read > 0) {
                return read;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int read = inflater.inflate(target, offset, length);
            crc.update(target, offset, read);
            if (read == 0 && inflater.finished()) {
                at = limit - inflater.getRemaining();
                endMember();
            } else if (read == 0 && inflater.needsDictionary()) {
                throw broken("it asks for a preset dictionary");
            } else if (read == 0 && inflater.needsInput()) {
                need();
                inflater.setInput(buffer, at, limit - at);
                at = limit;
            }
            return read;
        } catch (DataFormatException e) {
            throw broken("its compressed data is damaged: " + e.getMessage());
        }
    }

    /** @return false at the end of the input, where no member begins */
    private boolean beginMember() throws IOException {
        int first = next();
        while (first == 0 && any) {
            first = next(); // padding, as tar and tape write it
        }
        if (first < 0) {
            if (!any) {
                throw broken("it is empty");
            }
            return false;
        }
        if (first != 0x1f || needed() != 0x8b || needed() != 8) {
            throw broken(any ? "something else follows its end" : "its first bytes are not those of gzip");
        }
        int flags = needed();
        skip(6); // time, extra flags, operating system
        if ((flags & EXTRA) != 0) {
            skip(needed() | needed() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(buffer, at, limit - at);
        at = limit;
        crc.reset();
        inMember = true;
        any = true;
        return true;
    }

    private void endMember() throws IOException {
        long checksum = fourBytes();
        long length = fourBytes();
        if (checksum != crc.getValue() || length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw broken("its checksum or length does not match its content");
        }
        inMember = false;
    }

    private long fourBytes() throws IOException {
        return needed() | (long) needed() << 8 | (long) needed() << 16 | (long) needed() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            needed();
        }
    }

    private void skipText() throws IOException {
        int b;
        do {
            b = needed();
        } while (b != 0);
    }

    private int needed() throws IOException {
        if (at == limit) {
            need();
        }
        return buffer[at++] & 0xFF;
    }

    private int next() throws IOException {
        return at == limit && !fill() ? -1 : buffer[at++] & 0xFF;
    }

    private void need() throws IOException {
        if (!fill()) {
            throw broken("it is truncated");
        }
    }

    private boolean fill() throws IOException {
        int read;
        do {
            read = packed.read(buffer, 0, buffer.length);
        } while (read == 0);
        at = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }

    private static BadBodyException broken(String how) {
        return new BadBodyException(
                BROKEN_ARCHIVE,
                "The gzip data cannot be read: %s. Check the file with 'gzip --test' and send it again."
                        .formatted(how));
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
