package io.millrace.ingest.receive;

import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.message.Format;

/** The format of an input as messages carry it. */
final class Formats {
    private Formats() {}

    /** @return without fields, which only the input or the dataset knows */
    static Format message(InputFormat format) {
        if (format.type() == InputFormat.Type.NDJSON) {
            return Format.newBuilder().setType(Format.Type.NDJSON).build();
        }
        String comment = format.comment();
        return Format.newBuilder()
                .setType(Format.Type.CSV)
                .setDelimiter(format.delimiter())
                .setQuote(format.quote())
                .setEscape(format.escape())
                .setComment(comment == null ? "" : comment)
                .setNullText(format.nullText())
                .build();
    }
}
