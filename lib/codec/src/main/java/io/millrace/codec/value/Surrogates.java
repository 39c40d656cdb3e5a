package io.millrace.codec.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 with halves of surrogate pairs, each in the three bytes that its code would have: what JSON's escapes can spell and
 * no text may hold. So a value is bytes until it is known to be text.
 */
public final class Surrogates {
    private static final byte FIRST = (byte) 0xED;
    private static final int LEAST_SECOND = 0xA0; // below it the three bytes are another character

    private Surrogates() {}

    /** Whether such a half stands at a place of bytes that end before {@code to}. */
    static boolean isAt(byte[] bytes, int at, int to) {
        return bytes[at] == FIRST && at + 2 < to && (bytes[at + 1] & 0xFF) >= LEAST_SECOND;
    }

    /** @return the bytes of any text, where {@link String#getBytes} would put a question mark for a half */
    public static byte[] bytes(String text) {
        char[] chars = text.toCharArray();
        byte[] bytes = new byte[3 * chars.length];
        return Arrays.copyOf(bytes, encode(chars, 0, chars.length, bytes, 0));
    }

    /**
     * Writes the bytes of any chars.
     *
     * @param to has room for three bytes each
     * @return one past the last byte written
     */
    public static int encode(char[] chars, int from, int length, byte[] to, int begin) {
        int at = begin;
        int end = from + length;
        int i = from;
        while (i < end && chars[i] < 0x80) {
            to[at++] = (byte) chars[i++];
        }
        for (; i < end; i++) {
            int c = chars[i];
            if (Character.isHighSurrogate((char) c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                c = Character.toCodePoint((char) c, chars[++i]);
            }
            if (c < 0x80) {
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xC0 | c >> 6);
                to[at++] = (byte) (0x80 | c & 0x3F);
            } else if (c < 0x10000) {
                to[at++] = (byte) (0xE0 | c >> 12);
                to[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                to[at++] = (byte) (0x80 | c & 0x3F);
            } else {
                to[at++] = (byte) (0xF0 | c >> 18);
                to[at++] = (byte) (0x80 | c >> 12 & 0x3F);
                to[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                to[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return at;
    }

    /** @return the chars of bytes [from, to) as {@link #encode} writes them; a replacement for what is cut at the end */
    public static String decode(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int begin = from;
        for (int i = from; i + 2 < to; i++) {
            if (isAt(bytes, i, to)) {
                text.append(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                text.append((char) (0xD000 | (bytes[i + 1] & 0x3F) << 6 | bytes[i + 2] & 0x3F));
                i += 2;
                begin = i + 1;
            }
        }
        return text.append(new String(bytes, begin, to - begin, StandardCharsets.UTF_8))
                .toString();
    }
}
