package io.millrace.codec.value;

/** What C's isspace takes for a blank, which PostgreSQL's input functions skip around a value. */
public final class Blanks {
    private Blanks() {}

    static boolean is(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** @return the first index at or behind {@code from} that holds no blank, or {@code to} */
    public static int behind(char[] chars, int from, int to) {
        int i = from;
        while (i < to && is(chars[i])) {
            i++;
        }
        return i;
    }

    /** @return one past the last character that is no blank, at least {@code from} */
    public static int before(char[] chars, int from, int to) {
        int i = to;
        while (i > from && is(chars[i - 1])) {
            i--;
        }
        return i;
    }

    /** @param word in lower case */
    public static boolean equals(char[] chars, int from, int to, String word) {
        return to - from == word.length() && startsWith(chars, from, to, word);
    }

    /** @param word in lower case */
    public static boolean startsWith(char[] chars, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = chars[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
