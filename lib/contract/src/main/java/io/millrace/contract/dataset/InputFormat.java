package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the input looks like unless an upload says otherwise. All characters are single ASCII ones.
 *
 * @param type csv or ndjson
 * @param delimiter csv: between fields; {@code ,}
 * @param quote csv: around fields; {@code "}; empty: no quoting
 * @param escape csv: before a quote inside quotes; the quote itself
 * @param comment csv: begins a line that is skipped; none when null
 * @param header csv: whether the first record names the fields; true
 * @param nullText csv: the unquoted text that is NULL; empty
 * @param encoding the charset of the input; UTF-8
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputFormat(
        Type type,
        String delimiter,
        String quote,
        String escape,
        @Nullable String comment,
        Boolean header,
        @JsonProperty("null") String nullText,
        String encoding) {

    /** The forms that input comes in. */
    public enum Type {
        CSV,
        NDJSON;

        @JsonCreator
        static Type parse(String text) {
            return switch (text) {
                case "csv" -> CSV;
                case "ndjson" -> NDJSON;
                default ->
                    throw new IllegalArgumentException("type: '%s' is not known; use csv or ndjson".formatted(text));
            };
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When the dataset says nothing. */
    public static final InputFormat DEFAULT = new InputFormat(Type.CSV, ",", "\"", "\"", null, true, "", "UTF-8");

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public InputFormat {
        type = type == null ? Type.CSV : type;
        delimiter = ascii("delimiter", delimiter == null ? "," : delimiter);
        quote = quote == null ? "\"" : quote.isEmpty() ? "" : ascii("quote", quote);
        escape = escape == null || escape.isEmpty() ? quote : ascii("escape", escape);
        comment = comment == null || comment.isEmpty() ? null : ascii("comment", comment);
        header = header == null || header;
        nullText = nullText == null ? "" : nullText;
        encoding = encoding == null ? "UTF-8" : encoding;
        if (delimiter.equals(quote) || delimiter.equals(comment) || quote.equals(comment)) {
            throw new IllegalArgumentException("delimiter, quote and comment must differ; they are '%s', '%s' and '%s'"
                    .formatted(delimiter, quote, comment));
        }
        try {
            Charset.forName(encoding);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "encoding: '%s' is not known; use a name such as UTF-8 or windows-1252".formatted(encoding), e);
        }
    }

    private static String ascii(String field, String value) {
        if (value.length() != 1
                || value.charAt(0) >= 128
                || value.charAt(0) < 9
                || value.equals("\n")
                || value.equals("\r")) {
            throw new IllegalArgumentException(
                    "%s: '%s' is not a single ASCII character other than a line end".formatted(field, value));
        }
        return value;
    }
}
