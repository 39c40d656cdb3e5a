package io.millrace.contract.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts line ends, eight bytes at a time where there is no {@code \r}. */
public final class LineCounter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private LineCounter() {}

    /** @return how many of {@code \n}, {@code \r\n} and {@code \r} end within [from, to), which does not cut a \r\n in two */
    public static int count(byte[] bytes, int from, int to) {
        int lines = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            if (zeroBytes(word ^ '\r' * ONES) == 0) {
                lines += Long.bitCount(zeroBytes(word ^ '\n' * ONES));
            } else {
                lines += count(bytes, i, i + Long.BYTES, to);
            }
        }
        return lines + count(bytes, i, to, to);
    }

    /** @param last one past the byte that may be the \n of a \r */
    private static int count(byte[] bytes, int from, int to, int last) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r' && (i + 1 == last || bytes[i + 1] != '\n')) {
                lines++;
            }
        }
        return lines;
    }

    /**
     * Sets the top bit of every byte that is zero, and of no other. Source: "Hacker's Delight", section 6-1, the test without
     * a carry from byte to byte.
     */
    private static long zeroBytes(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word | LOW_BITS);
    }
}
