package io.millrace.migration.recreate;

import org.jspecify.annotations.Nullable;

/** Pieces of SQL text. */
final class SqlText {
    private SqlText() {}

    /** @return the text as a literal; NULL for null */
    static String literal(@Nullable String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }

    /** @return the body as a DO block, quoted so that nothing in it can end the quotation */
    static String block(String body) {
        String tag = "$millrace$";
        for (int n = 1; body.contains(tag); n++) {
            tag = "$millrace" + n + "$";
        }
        return "DO " + tag + " " + body + " " + tag;
    }

    /**
     * Puts a column behind the others of the first list in brackets.
     *
     * @param definition such as {@code USING btree (a, lower(b)) WHERE (c > 0)} or {@code PRIMARY KEY (a)}
     * @param column as safe SQL text
     */
    static String appended(String definition, String column) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < definition.length(); i++) {
            char c = definition.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return definition.substring(0, i) + ", " + column + definition.substring(i);
            }
        }
        throw new IllegalArgumentException("no list of columns in: " + definition);
    }
}
