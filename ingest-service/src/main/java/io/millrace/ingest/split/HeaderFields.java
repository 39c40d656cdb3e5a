package io.millrace.ingest.split;

import io.millrace.contract.message.Format;
import java.util.ArrayList;
import java.util.List;

/**
 * The field names of a header record that {@link io.millrace.contract.framing.RecordFramer} has framed and that is not broken,
 * as transform reads the fields of rows: an escape that is not the quote counts before a quote or an escape only.
 */
public final class HeaderFields {
    private static final int NONE = -1;

    private HeaderFields() {}

    /**
     * @param record a whole record; its line end is no part of the last name
     * @param most fields to read; one more tells that there are too many
     */
    public static List<String> of(Format format, String record, int most) {
        int delimiter = only(format.getDelimiter());
        int quote = only(format.getQuote());
        int escape = only(format.getEscape());
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean fieldStart = true;
        int length = record.length() - lineEnd(record);
        for (int i = 0; i < length && fields.size() < most; i++) {
            char c = record.charAt(i);
            int next = i + 1 < length ? record.charAt(i + 1) : NONE;
            if (quoted && c == escape && (next == quote || escape != quote && next == escape)) {
                field.append((char) next);
                i++;
            } else if (quoted && c == quote && next == quote) {
                i++; // closes, and opens again
            } else if (c == quote && (quoted || fieldStart)) {
                quoted = !quoted;
            } else if (!quoted && c == delimiter) {
                fields.add(field.toString());
                field.setLength(0);
                fieldStart = true;
                continue;
            } else {
                field.append(c);
            }
            fieldStart = false;
        }
        fields.add(field.toString());
        return fields;
    }

    private static int lineEnd(String record) {
        return record.endsWith("\r\n") ? 2 : record.endsWith("\n") || record.endsWith("\r") ? 1 : 0;
    }

    private static int only(String character) {
        return character.isEmpty() ? NONE : character.charAt(0);
    }
}
