package io.millrace.codec.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** bytea in its hex format ({@code \x}) and its escape format. Source: {@code byteain} in PostgreSQL's bytea.c. */
public final class Byteas {
    private Byteas() {}

    public static byte[] parse(char[] chars, int from, int to) throws BadValue {
        boolean hex = to - from >= 2 && chars[from] == '\\' && chars[from + 1] == 'x';
        return hex ? hex(chars, from, to) : escaped(chars, from, to);
    }

    private static byte[] hex(char[] chars, int from, int to) throws BadValue {
        byte[] bytes = new byte[(to - from) / 2];
        int count = 0;
        for (int i = from + 2; i < to; i++) {
            char c = chars[i];
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                continue;
            }
            int high = Uuids.hex(c);
            int low = i + 1 < to ? Uuids.hex(chars[i + 1]) : -1;
            if (high < 0 || low < 0) {
                throw BadValue.of(chars, from, to, "is not bytea in hex; write \\x and two hexadecimal digits a byte");
            }
            bytes[count++] = (byte) (high << 4 | low);
            i++;
        }
        return Arrays.copyOf(bytes, count);
    }

    private static byte[] escaped(char[] chars, int from, int to) throws BadValue {
        byte[] text = new String(chars, from, to - from).getBytes(StandardCharsets.UTF_8);
        int count = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '\\') {
                text[count++] = text[i];
            } else if (i + 1 < text.length && text[i + 1] == '\\') {
                text[count++] = '\\';
                i++;
            } else if (i + 3 < text.length && octal(text[i + 1], 3) && octal(text[i + 2], 7) && octal(text[i + 3], 7)) {
                text[count++] = (byte) (text[i + 1] - '0' << 6 | text[i + 2] - '0' << 3 | text[i + 3] - '0');
                i += 3;
            } else {
                throw BadValue.of(
                        chars, from, to, "is not bytea; write \\x and hexadecimal digits, or \\\\ for a backslash");
            }
        }
        return Arrays.copyOf(text, count);
    }

    private static boolean octal(byte digit, int most) {
        return digit >= '0' && digit <= '0' + most;
    }
}
