package io.millrace.transform.csv;

import io.millrace.contract.framing.Undecodable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8. */
public final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /**
     * A string is decoded several times faster than anything else in the JDK, but silently. Since every malformed sequence
     * leaves a replacement character, text without one was well-formed; the rare rest is decoded again.
     */
    public static boolean isWellFormed(byte[] bytes) {
        if (isAscii(bytes, 0, bytes.length) || new String(bytes, StandardCharsets.UTF_8).indexOf(REPLACEMENT) < 0) {
            return true;
        }
        try {
            check(bytes, 0, bytes.length);
            return true;
        } catch (MalformedPayloadException e) {
            return false;
        }
    }

    /** @throws MalformedPayloadException naming the first of bytes [from, to) that is not UTF-8 */
    public static void check(byte[] bytes, int from, int to) throws MalformedPayloadException {
        if (!isAscii(bytes, from, to)) {
            decode(ByteBuffer.wrap(bytes, from, to - from), CharBuffer.allocate(to - from));
        }
    }

    /** Eight bytes at a time: most text is. */
    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (((long) LONG.get(bytes, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** @throws MalformedPayloadException naming the first byte that is not UTF-8 */
    private static void decode(ByteBuffer bytes, CharBuffer chars) throws MalformedPayloadException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        int start = bytes.position();
        CoderResult result = decoder.decode(bytes, chars, true);
        if (result.isError()) {
            String undecodable = Undecodable.describe(bytes);
            if (undecodable != null) {
                throw new MalformedPayloadException(undecodable);
            }
            throw new MalformedPayloadException(
                    "byte 0x%02X at position %d of the record is not UTF-8; send UTF-8 or name the encoding"
                            .formatted(bytes.get(bytes.position()), bytes.position() - start));
        }
    }
}
