package io.millrace.ingest.receive;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.framing.BrokenQuote;
import io.millrace.contract.message.Format;
import io.millrace.edge.problem.ProblemException;
import io.millrace.ingest.split.FirstRecord;
import io.millrace.ingest.split.HeaderFields;
import io.millrace.ingest.split.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Finds out what the fields of an input are called. */
final class Headers {
    private static final int LONGEST = 1 << 20; // bytes: every unit repeats the names

    private Headers() {}

    /**
     * Takes the header from the splitter, when there is one.
     *
     * @param message the format without fields
     * @param most columns that a header may name
     * @return the format with its fields
     * @throws ProblemException when the header is not there, or cannot feed the dataset
     */
    static Format read(Splitter splitter, Format message, InputFormat format, Dataset dataset, int most)
            throws IOException {
        if (format.type() == InputFormat.Type.NDJSON) {
            return message;
        }
        if (!format.header()) {
            return message.toBuilder()
                    .addAllFields(fed(dataset).map(Column::source).toList())
                    .build();
        }
        return switch (splitter.header()) {
            case FirstRecord.Missing missing ->
                throw Problems.unprocessable(
                        "no-header",
                        "There is no header line",
                        "The body is empty, or holds only blank lines and comments. Send a file whose first line names the columns, or add ?header=false when it has no such line.");
            case FirstRecord.Endless endless -> {
                List<String> fields = HeaderFields.of(message, text(endless.beginning()), most);
                HeaderCheck.checkCount(fields, most);
                throw endless();
            }
            case FirstRecord.Broken broken ->
                throw Problems.unprocessable(
                        "broken-header",
                        "The header line cannot be read",
                        "In the header, %s. It is: %s. Mend it, name another quote character (?quote=, empty for none), or add ?header=false when the file has no header."
                                .formatted(
                                        BrokenQuote.reason(message, text(broken.line())),
                                        HeaderCheck.cut(text(broken.line()).strip())));
            case FirstRecord.Whole whole when whole.bytes().length > LONGEST -> throw endless();
            case FirstRecord.Whole whole -> {
                List<String> fields = HeaderFields.of(message, text(whole.bytes()), most);
                HeaderCheck.check(dataset, fields, format.delimiter(), most);
                yield message.toBuilder().addAllFields(fields).build();
            }
        };
    }

    private static ProblemException endless() {
        return Problems.unprocessable(
                "endless-header",
                "The header line is too long",
                "The header is longer than a record may be, or than %d bytes. Check the quote character, or add ?header=false when the file has no header."
                        .formatted(LONGEST));
    }

    /** The columns that fields of the input go to: all but the one that keeps the rest. */
    static Stream<Column> fed(Dataset dataset) {
        return dataset.columns().stream().filter(column -> !column.name().equals(dataset.extras()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
