package io.millrace.codec.value;

/** boolean. Spellings as {@code parse_bool_with_len} in PostgreSQL's bool.c has them: any prefix that is unique. */
public final class Booleans {
    private Booleans() {}

    public static boolean parse(char[] chars, int from, int to) throws BadValue {
        int begin = Blanks.behind(chars, from, to);
        int end = Blanks.before(chars, begin, to);
        if (isPrefix(chars, begin, end, "true", 1)
                || isPrefix(chars, begin, end, "yes", 1)
                || isPrefix(chars, begin, end, "on", 2)
                || isPrefix(chars, begin, end, "1", 1)) {
            return true;
        }
        if (isPrefix(chars, begin, end, "false", 1)
                || isPrefix(chars, begin, end, "no", 1)
                || isPrefix(chars, begin, end, "off", 2)
                || isPrefix(chars, begin, end, "0", 1)) {
            return false;
        }
        throw BadValue.of(
                chars, from, to, "is not a boolean; write true or false, t or f, yes or no, on or off, 1 or 0");
    }

    private static boolean isPrefix(char[] chars, int from, int to, String word, int atLeast) {
        int length = to - from;
        return length >= atLeast
                && length <= word.length()
                && Blanks.startsWith(chars, from, to, word.substring(0, length));
    }
}
