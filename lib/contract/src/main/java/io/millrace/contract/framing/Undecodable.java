package io.millrace.contract.framing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How bytes that mean nothing in the charset of an input stand in its UTF-8 text: as something that is never UTF-8, so that
 * the record is rejected, and that tells what was there. FF, each byte as the two bytes 80 + its upper and 80 + its lower
 * half, FE, the charset's name likewise, FE.
 */
public final class Undecodable {
    private static final int BEGIN = 0xFF;
    private static final int END = 0xFE;

    private Undecodable() {}

    /** @param charset what the bytes are no text of; null when the line has a mark already that names it */
    public static byte[] mark(byte[] bytes, @Nullable Charset charset) {
        ByteArrayOutputStream mark = new ByteArrayOutputStream();
        mark.write(BEGIN);
        halves(mark, bytes);
        if (charset != null) {
            mark.write(END);
            halves(mark, charset.name().getBytes(StandardCharsets.US_ASCII));
            mark.write(END);
        }
        return mark.toByteArray();
    }

    private static void halves(ByteArrayOutputStream target, byte[] bytes) {
        for (byte b : bytes) {
            target.write(0x80 | (b & 0xF0) >> 4);
            target.write(0x80 | b & 0x0F);
        }
    }

    /** @return what the mark at the buffer's position tells, for people; null when none is there */
    public static @Nullable String describe(ByteBuffer text) {
        ByteBuffer at = text.duplicate();
        if (!at.hasRemaining() || (at.get() & 0xFF) != BEGIN) {
            return null;
        }
        byte[] bytes = halves(at);
        byte[] charset = bytes == null ? null : halves(at);
        if (bytes == null || charset == null || bytes.length == 0) {
            return null;
        }
        return "%s 0x%s %s in %s, the encoding that was named; mend the file, or name another encoding"
                .formatted(
                        bytes.length == 1 ? "byte" : "bytes",
                        HexFormat.of().withUpperCase().formatHex(bytes),
                        bytes.length == 1 ? "means nothing" : "mean nothing",
                        new String(charset, StandardCharsets.US_ASCII));
    }

    /** @return the bytes up to END, which is read as well; null when it does not come */
    private static byte @Nullable [] halves(ByteBuffer text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (text.hasRemaining()) {
            int upper = text.get() & 0xFF;
            if (upper == END) {
                return bytes.toByteArray();
            }
            if ((upper & 0xF0) != 0x80 || !text.hasRemaining()) {
                return null;
            }
            bytes.write((upper & 0x0F) << 4 | text.get() & 0x0F);
        }
        return null;
    }
}
