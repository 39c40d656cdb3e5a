package io.millrace.contract.framing;

import io.millrace.contract.message.Format;

/** Says of a line that is {@link RecordFramer#broken()} which quote is at fault. */
public final class BrokenQuote {
    private static final String REMEDY = "close it before a delimiter or a line end, and double the quotes inside it";

    private BrokenQuote() {}

    /** @return which field, what is wrong with its quote, and the remedy */
    public static String reason(Format format, String line) {
        char delimiter = format.getDelimiter().charAt(0);
        char quote = format.getQuote().charAt(0);
        int field = 1;
        boolean begins = true;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (begins && c == quote) {
                at = closing(format, line, at + 1);
                if (at >= line.length()) {
                    return "field %d begins with a quote (%c) that does not close on this line, nor as it should on a later one; %s"
                            .formatted(field, quote, REMEDY);
                }
                int after = at + 1 < line.length() ? line.codePointAt(at + 1) : '\n';
                if (after != delimiter && after != '\n' && after != '\r') {
                    return "field %d is in quotes, and behind its closing quote (%c) comes '%s'; %s"
                            .formatted(field, quote, Character.toString(after), REMEDY);
                }
            }
            begins = c == delimiter;
            field += begins ? 1 : 0;
        }
        throw new IllegalArgumentException("no quote is at fault: " + line);
    }

    /** @return the index of the quote that closes, or one behind the line's last character at least */
    private static int closing(Format format, String line, int from) {
        char quote = format.getQuote().charAt(0);
        boolean escapes = !format.getEscape().isEmpty() && !format.getEscape().equals(format.getQuote());
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            boolean pair = c == quote && at + 1 < line.length() && line.charAt(at + 1) == quote;
            if (c == quote && !pair) {
                return at;
            }
            at += pair || escapes && c == format.getEscape().charAt(0) ? 2 : 1;
        }
        return at;
    }
}
