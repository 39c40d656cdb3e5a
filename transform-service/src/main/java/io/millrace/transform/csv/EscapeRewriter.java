package io.millrace.transform.csv;

import io.millrace.contract.message.Format;

/**
 * Rewrites an escape that is not the quote, as PostgreSQL's COPY knows it, to doubled quotes, which FastCSV knows. Inside
 * quotes an escape counts before a quote or an escape only; a quote that closes and one that follows at once and opens again
 * leave nothing. Line ends stay where they are.
 */
final class EscapeRewriter {
    private static final int NONE = -1;

    private final boolean needed;
    private final char delimiter;
    private final int quote;
    private final int escape;
    private final int comment;

    EscapeRewriter(Format format) {
        needed = !format.getQuote().isEmpty()
                && !format.getEscape().isEmpty()
                && !format.getEscape().equals(format.getQuote());
        delimiter = format.getDelimiter().charAt(0);
        quote = only(format.getQuote());
        escape = only(format.getEscape());
        comment = only(format.getComment());
    }

    private static int only(String character) {
        return character.isEmpty() ? NONE : character.charAt(0);
    }

    boolean isNeeded() {
        return needed;
    }

    String rewrite(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean recordStart = true;
        boolean fieldStart = true;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (recordStart && c == comment) {
                int end = lineEnd(text, i);
                out.append(text, i, end);
                i = end;
            } else if (fieldStart && c == quote) {
                i = quoted(text, i, out);
                recordStart = false;
                fieldStart = false;
            } else {
                out.append(c);
                recordStart = c == '\n' || c == '\r';
                fieldStart = recordStart || c == delimiter;
                i++;
            }
        }
        return out.toString();
    }

    private static int lineEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    /** @return one past the quoted part that begins at {@code from} */
    private int quoted(String text, int from, StringBuilder out) {
        out.append((char) quote);
        int i = from + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            int next = i + 1 < text.length() ? text.charAt(i + 1) : NONE;
            if (c == escape && (next == quote || next == escape)) {
                out.append((char) next);
                if (next == quote) {
                    out.append((char) quote);
                }
                i += 2;
            } else if (c == quote && next == quote) {
                i += 2;
            } else if (c == quote) {
                out.append(c);
                return i + 1;
            } else {
                out.append(c);
                i++;
            }
        }
        return i;
    }
}
