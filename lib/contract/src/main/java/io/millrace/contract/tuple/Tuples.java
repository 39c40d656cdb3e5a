package io.millrace.contract.tuple;

import java.nio.ByteBuffer;

/** Walks binary COPY tuples by their lengths, without decoding a value. */
public final class Tuples {
    /** What COPY wants before the first tuple: signature, flags, length of the (absent) extension. */
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /** What COPY wants behind the last tuple: a field count of -1. */
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    private Tuples() {}

    public static byte[] header() {
        return HEADER.clone();
    }

    public static byte[] trailer() {
        return TRAILER.clone();
    }

    /**
     * @param tuples a whole number of tuples
     * @param count how many
     * @return where each begins, and behind them the end of the last: {@code count + 1} offsets
     * @throws IllegalArgumentException when the bytes are not that many tuples
     */
    public static int[] offsets(ByteBuffer tuples, int count) {
        int[] offsets = new int[count + 1];
        int at = tuples.position();
        try {
            for (int row = 0; row < count; row++) {
                offsets[row] = at - tuples.position();
                int fields = tuples.getShort(at);
                at += Short.BYTES;
                for (int field = 0; field < fields; field++) {
                    at += Integer.BYTES + Math.max(tuples.getInt(at), 0);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("%d bytes are not %d tuples".formatted(tuples.remaining(), count), e);
        }
        if (at != tuples.limit()) {
            throw new IllegalArgumentException(
                    "%d bytes behind the last of %d tuples".formatted(tuples.limit() - at, count));
        }
        offsets[count] = at - tuples.position();
        return offsets;
    }
}
