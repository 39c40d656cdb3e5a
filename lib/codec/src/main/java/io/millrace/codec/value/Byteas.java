package io.millrace.codec.value;

import java.util.Arrays;

/** bytea in its hex format ({@code \x}) and its escape format. Source: {@code byteain} in PostgreSQL's bytea.c. */
public final class Byteas {
    private Byteas() {}

    public static byte[] parse(byte[] bytes, int from, int to) throws BadValue {
        boolean hex = to - from >= 2 && bytes[from] == '\\' && bytes[from + 1] == 'x';
        return hex ? hex(bytes, from, to) : escaped(bytes, from, to);
    }

    private static byte[] hex(byte[] bytes, int from, int to) throws BadValue {
        byte[] value = new byte[(to - from) / 2];
        int count = 0;
        for (int i = from + 2; i < to; i++) {
            byte c = bytes[i];
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                continue;
            }
            int high = Uuids.hex(c);
            int low = i + 1 < to ? Uuids.hex(bytes[i + 1]) : -1;
            if (high < 0 || low < 0) {
                throw BadValue.of(bytes, from, to, "is not bytea in hex; write \\x and two hexadecimal digits a byte");
            }
            value[count++] = (byte) (high << 4 | low);
            i++;
        }
        return Arrays.copyOf(value, count);
    }

    private static byte[] escaped(byte[] bytes, int from, int to) throws BadValue {
        byte[] text = Arrays.copyOfRange(bytes, from, to);
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
                        bytes, from, to, "is not bytea; write \\x and hexadecimal digits, or \\\\ for a backslash");
            }
        }
        return Arrays.copyOf(text, count);
    }

    private static boolean octal(byte digit, int most) {
        return digit >= '0' && digit <= '0' + most;
    }
}
