package io.millrace.codec.value;

/** A field that is not a value of its column. The message names the value and the remedy. Has no stack trace: it is data. */
public final class BadValue extends Exception {
    private static final int SHOWN = 80; // characters
    private static final int MOST_BYTES = 4; // of a character

    public BadValue(String reason) {
        super(reason, null, false, false);
    }

    /** @param remedy what is wrong and what would be right, such as {@code is not a boolean; write true or false} */
    public static BadValue of(byte[] bytes, int from, int to, String remedy) {
        return new BadValue(shown(bytes, from, to) + " " + remedy);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** @return the field in quotes, cut to a length that suits a message, without control characters */
    public static String shown(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + MOST_BYTES * (SHOWN + 1)); // the last character may be cut
        String field = Surrogates.decode(bytes, from, end);
        StringBuilder text = new StringBuilder().append('\'');
        int shown = Math.min(field.length(), SHOWN);
        for (int i = 0; i < shown; i++) {
            char c = field.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) && !paired(field, i, shown)) {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append(shown < field.length() || end < to ? "…'" : "'").toString();
    }

    /** @return at most so many of the text's characters, none of them half of a surrogate pair's */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static boolean paired(String text, int i, int end) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
