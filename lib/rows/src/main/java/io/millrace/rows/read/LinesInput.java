package io.millrace.rows.read;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The lines of a query as a stream of bytes, each ended by a line feed. Holds one batch of them. */
public final class LinesInput extends InputStream {
    private static final int END = -1;

    private final Supplier<Optional<List<byte[]>>> batches;
    private Iterator<byte[]> lines = List.<byte[]>of().iterator();
    private byte[] line = {};
    private int at;

    /** @param batches of lines without their line feeds; nothing at the end */
    public LinesInput(Supplier<Optional<List<byte[]>>> batches) {
        this.batches = batches;
    }

    @Override
    public int read() {
        return at == line.length && !next() ? END : Byte.toUnsignedInt(line[at++]);
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (at == line.length && !next()) {
            return END;
        }
        int count = 0;
        while (count < length && (at < line.length || lines.hasNext() && next())) {
            int part = Math.min(length - count, line.length - at);
            System.arraycopy(line, at, target, offset + count, part);
            at += part;
            count += part;
        }
        return count;
    }

    private boolean next() {
        while (!lines.hasNext()) {
            Optional<List<byte[]>> batch = batches.get();
            if (batch.isEmpty()) {
                return false;
            }
            lines = batch.get().iterator();
        }
        byte[] text = lines.next();
        line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        at = 0;
        return true;
    }
}
