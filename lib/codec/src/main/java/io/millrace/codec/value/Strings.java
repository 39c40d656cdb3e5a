package io.millrace.codec.value;

/** What text must not hold. */
public final class Strings {
    private static final int SURROGATE = 0xED; // begins a surrogate's three bytes, the second of which is 0xA0 or more
    private static final int LEAST_SURROGATE = 0xA0;

    private Strings() {}

    /**
     * PostgreSQL's text has no NUL, and UTF-8 no half of a surrogate pair, which JSON's escapes can spell.
     *
     * @param bytes UTF-8, in which such a half stands as the three bytes that its code would have
     */
    public static void check(byte[] bytes, int from, int to) throws BadValue {
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                throw BadValue.of(bytes, from, to, "holds a NUL character, which PostgreSQL cannot store; remove it");
            }
            if (bytes[i] == (byte) SURROGATE && i + 1 < to && (bytes[i + 1] & 0xFF) >= LEAST_SURROGATE) {
                throw BadValue.of(bytes, from, to, "holds half of a surrogate pair, which is no character; remove it");
            }
        }
    }
}
