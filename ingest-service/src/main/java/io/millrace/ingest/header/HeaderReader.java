package io.millrace.ingest.header;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.framing.BrokenQuote;
import io.millrace.contract.message.Format;
import io.millrace.ingest.split.FirstRecord;
import io.millrace.ingest.split.HeaderFields;
import io.millrace.ingest.split.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Finds out what the fields of an input are called. */
public final class HeaderReader {
    private static final int LONGEST = 1 << 20; // bytes: every unit repeats the names

    private HeaderReader() {}

    /**
     * Takes the header from the splitter, when there is one.
     *
     * @param message the format without fields
     * @param most columns that a header may name
     * @return the format with its fields
     * @throws ProblemException when the header is not there, or cannot feed the dataset
     */
    public static Format read(Splitter splitter, Format message, InputFormat format, Dataset dataset, int most)
            throws IOException {
        if (format.type() == InputFormat.Type.NDJSON) {
            return message;
        }
        if (!format.header()) {
            return positional(message, fed(dataset).toList());
        }
        return switch (splitter.header()) {
            case FirstRecord.Missing missing ->
                throw unprocessable(
                        "no-header",
                        "There is no header line",
                        "The body is empty, or holds only blank lines and comments. Send a file whose first line names the columns, or add ?header=false when it has no such line.");
            case FirstRecord.Endless endless -> throw tooLong(message, endless.beginning(), most);
            case FirstRecord.Broken broken ->
                throw unprocessable(
                        "broken-header",
                        "The header line cannot be read",
                        "In the header, %s. It is: %s. Mend it, name another quote character (?quote=, empty for none), or add ?header=false when the file has no header."
                                .formatted(
                                        BrokenQuote.reason(message, text(broken.line())),
                                        HeaderCheck.cut(text(broken.line()).strip())));
            case FirstRecord.Whole whole
            when whole.bytes().length > LONGEST -> throw tooLong(message, whole.bytes(), most);
            case FirstRecord.Whole whole -> {
                List<String> fields = HeaderFields.of(message, text(whole.bytes()), most);
                HeaderCheck.check(dataset, fields, format.delimiter(), most);
                yield message.toBuilder().addAllFields(fields).build();
            }
        };
    }

    /** Columns with a default may be left out at the end. */
    private static Format positional(Format message, List<Column> columns) {
        int required = columns.size();
        while (required > 1 && columns.get(required - 1).defaultValue() != null) {
            required--;
        }
        return message.toBuilder()
                .addAllFields(columns.stream().map(Column::source).toList())
                .setOptionalFields(columns.size() - required)
                .build();
    }

    private static ProblemException tooLong(Format message, byte[] header, int most) {
        HeaderCheck.checkCount(HeaderFields.of(message, text(header), most), most);
        return unprocessable(
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

    private static ProblemException unprocessable(String slug, String title, String detail) {
        return Problem.of(422, slug, title, detail).exception();
    }
}
