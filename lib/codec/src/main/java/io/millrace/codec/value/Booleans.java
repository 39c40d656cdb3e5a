package io.millrace.codec.value;

/** boolean. Spellings as {@code parse_bool_with_len} in PostgreSQL's bool.c has them: any prefix that is unique. */
public final class Booleans {
    private Booleans() {}

    public static boolean parse(byte[] bytes, int from, int to) throws BadValue {
        int begin = Blanks.behind(bytes, from, to);
        int end = Blanks.before(bytes, begin, to);
        if (isPrefix(bytes, begin, end, "true", 1)
                || isPrefix(bytes, begin, end, "yes", 1)
                || isPrefix(bytes, begin, end, "on", 2)
                || isPrefix(bytes, begin, end, "1", 1)) {
            return true;
        }
        if (isPrefix(bytes, begin, end, "false", 1)
                || isPrefix(bytes, begin, end, "no", 1)
                || isPrefix(bytes, begin, end, "off", 2)
                || isPrefix(bytes, begin, end, "0", 1)) {
            return false;
        }
        throw BadValue.of(
                bytes, from, to, "is not a boolean; write true or false, t or f, yes or no, on or off, 1 or 0");
    }

    private static boolean isPrefix(byte[] bytes, int from, int to, String word, int atLeast) {
        int length = to - from;
        return length >= atLeast
                && length <= word.length()
                && Blanks.startsWith(bytes, from, to, word.substring(0, length));
    }
}
