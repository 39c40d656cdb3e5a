package io.millrace.rows.filter;

import java.util.ArrayList;
import java.util.List;

/** Takes the text of a request apart. */
final class Words {
    /** @param name a column's name @param rest what follows the separator; empty when nothing does */
    record Head(String name, String rest) {}

    private Words() {}

    /** The column's name up to the separator. A name that contains one is put in double quotes, as in SQL. */
    static Head head(String text, char separator) {
        if (!text.startsWith("\"")) {
            int end = text.indexOf(separator);
            return end < 0 ? new Head(text, "") : new Head(text.substring(0, end), text.substring(end + 1));
        }
        StringBuilder name = new StringBuilder();
        int at = 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                name.append(text.charAt(at++));
            } else if (at == text.length()) {
                return new Head(name.toString(), "");
            } else if (text.charAt(at) == separator) {
                return new Head(name.toString(), text.substring(at + 1));
            } else {
                throw new BadFilterException(
                        "'%s' follows the quoted name; write '%s' there".formatted(text.substring(at), separator));
            }
        }
        throw new BadFilterException("the quoted name has no end; close it with a double quote");
    }

    /** The values between commas; {@code \,} is a comma and {@code \\} a backslash. */
    static List<String> values(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                value.append(text.charAt(++at));
            } else if (c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }
}
