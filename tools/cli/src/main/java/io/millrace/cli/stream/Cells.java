package io.millrace.cli.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Quantities;
import java.util.Locale;

/** The fields of a stream, or of a partition of one, as cells of a table; empty when the service leaves a field out. */
record Cells(JsonNode document) {

    String text(String field) {
        return document.path(field).asText("");
    }

    long number(String field) {
        return document.path(field).asLong();
    }

    String count(String field) {
        return document.has(field) ? Quantities.count(number(field)) : "";
    }

    /** To the hundredth: {@code 1,234.50}. */
    String seconds(String field) {
        return document.has(field)
                ? String.format(Locale.ROOT, "%,.2f", document.path(field).asDouble())
                : "";
    }
}
