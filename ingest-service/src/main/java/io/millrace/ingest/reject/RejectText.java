package io.millrace.ingest.reject;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A rejected record's bytes as text. */
public final class RejectText {
    private static final String HEX = "\\x";

    private RejectText() {}

    /** @return the text without its line end; {@code \x} and hex digits when it is not UTF-8, or begins with \x itself */
    public static String of(byte[] raw) {
        byte[] record = Arrays.copyOf(raw, raw.length - lineEnd(raw));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(record))
                    .toString();
            return text.startsWith(HEX) ? hex(record) : text;
        } catch (CharacterCodingException e) {
            return hex(record);
        }
    }

    private static String hex(byte[] bytes) {
        return HEX + HexFormat.of().formatHex(bytes);
    }

    private static int lineEnd(byte[] raw) {
        int n = raw.length;
        boolean newline = n > 0 && raw[n - 1] == '\n';
        int before = newline ? n - 2 : n - 1;
        return (newline ? 1 : 0) + (before >= 0 && raw[before] == '\r' ? 1 : 0);
    }
}
