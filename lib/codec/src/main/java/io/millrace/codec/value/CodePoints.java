package io.millrace.codec.value;

/** Characters, as PostgreSQL counts them, of text in UTF-8. */
public final class CodePoints {
    private CodePoints() {}

    public static int count(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += begins(bytes[i]) ? 1 : 0;
        }
        return count;
    }

    /** @return one past the last byte of so many characters, or {@code to} when there are not more */
    public static int behind(byte[] bytes, int from, int to, int count) {
        int left = count;
        for (int i = from; i < to; i++) {
            if (begins(bytes[i]) && left-- == 0) {
                return i;
            }
        }
        return to;
    }

    private static boolean begins(byte b) {
        return (b & 0xC0) != 0x80;
    }
}
