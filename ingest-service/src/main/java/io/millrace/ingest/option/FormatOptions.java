package io.millrace.ingest.option;

import io.millrace.contract.dataset.InputFormat;
import org.jspecify.annotations.Nullable;

/** How an upload departs from its dataset's format; null where it does not. Components as in {@link InputFormat}. */
public record FormatOptions(
        @Nullable String delimiter,
        @Nullable String quote,
        @Nullable String escape,
        @Nullable String comment,
        @Nullable Boolean header,
        @Nullable String nullText,
        @Nullable String encoding) {

    /**
     * The format the upload is read by.
     *
     * @param type what the upload's content type or file name says; null: the dataset's
     * @param content the content type, whose charset and header parameters (RFC 7111, RFC 4180) count less than options
     * @throws io.millrace.api.ProblemException naming the option at fault
     */
    public InputFormat over(InputFormat dataset, InputFormat.@Nullable Type type, ContentType content) {
        InputFormat.Type actual = type == null ? dataset.type() : type;
        if (actual == InputFormat.Type.NDJSON) {
            refuseForNdjson();
        }
        String declaredHeader = content.parameters().get("header");
        Boolean announced = declaredHeader == null ? dataset.header() : !declaredHeader.equals("absent");
        try {
            InputFormat format = new InputFormat(
                    actual,
                    or(delimiter, dataset.delimiter()),
                    or(quote, dataset.quote()),
                    or(escape, dataset.escape().equals(dataset.quote()) ? "" : dataset.escape()),
                    comment == null ? dataset.comment() : comment,
                    header == null ? announced : header,
                    or(nullText, dataset.nullText()),
                    or(encoding, content.parameters().getOrDefault("charset", dataset.encoding())));
            if (format.escape().equals(format.delimiter()) || format.escape().equals(format.comment())) {
                throw new IllegalArgumentException(
                        "escape: '%s' is the delimiter or comment character too".formatted(format.escape()));
            }
            return format;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    private RuntimeException invalid(String message) {
        int colon = message.indexOf(": ");
        String field = colon > 0 ? message.substring(0, colon) : "delimiter";
        String value =
                switch (field) {
                    case "quote" -> quote;
                    case "escape" -> escape;
                    case "comment" -> comment;
                    case "encoding" -> encoding;
                    default -> delimiter;
                };
        return OptionProblems.invalid(field, value, message.substring(colon > 0 ? colon + 2 : 0));
    }

    private void refuseForNdjson() {
        refuse("delimiter", delimiter);
        refuse("quote", quote);
        refuse("escape", escape);
        refuse("comment", comment);
        refuse("header", header == null ? null : header.toString());
        refuse("null", nullText);
    }

    private static void refuse(String field, @Nullable String value) {
        if (value != null) {
            throw OptionProblems.invalid(field, value, "NDJSON has none; leave it out, or send text/csv");
        }
    }
}
