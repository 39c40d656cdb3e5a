package io.millrace.codec.value;

/** What text must not hold. */
public final class Strings {
    private Strings() {}

    /** PostgreSQL's text has no NUL, and UTF-8 no half of a surrogate pair. */
    public static void check(char[] chars, int from, int to) throws BadValue {
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (c == 0) {
                throw BadValue.of(chars, from, to, "holds a NUL character, which PostgreSQL cannot store; remove it");
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == to || !Character.isSurrogatePair(c, chars[i + 1])) {
                    throw BadValue.of(
                            chars, from, to, "holds half of a surrogate pair, which is no character; remove it");
                }
                i++;
            }
        }
    }
}
