package io.millrace.codec.value;

/** What text must not hold. */
public final class Strings {
    private Strings() {}

    /**
     * PostgreSQL's text has no NUL, and UTF-8 no half of a surrogate pair, which JSON's escapes can spell.
     *
     * @param bytes as {@link Surrogates} has them
     */
    public static void check(byte[] bytes, int from, int to) throws BadValue {
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                throw BadValue.of(bytes, from, to, "holds a NUL character, which PostgreSQL cannot store; remove it");
            }
            if (Surrogates.isAt(bytes, i, to)) {
                throw BadValue.of(bytes, from, to, "holds half of a surrogate pair, which is no character; remove it");
            }
        }
    }
}
