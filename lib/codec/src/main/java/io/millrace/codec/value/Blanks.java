package io.millrace.codec.value;

/** What C's isspace takes for a blank, which PostgreSQL's input functions skip around a value. */
public final class Blanks {
    private Blanks() {}

    static boolean is(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** @return the first index at or behind {@code from} that holds no blank, or {@code to} */
    public static int behind(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && is(bytes[i])) {
            i++;
        }
        return i;
    }

    /** @return one past the last byte that is no blank, at least {@code from} */
    public static int before(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && is(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** @param word in lower case */
    public static boolean equals(byte[] bytes, int from, int to, String word) {
        return to - from == word.length() && startsWith(bytes, from, to, word);
    }

    /** @param word in lower case */
    public static boolean startsWith(byte[] bytes, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            int c = bytes[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
