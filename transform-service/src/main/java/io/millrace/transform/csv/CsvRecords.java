package io.millrace.transform.csv;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import org.jspecify.annotations.Nullable;

/**
 * Hears FastCSV's events for a text that it holds as a whole, so that the ranges of a record's fields stay valid until its
 * end. Lines are counted here: a field knows whether it was quoted, and only quoted ones hold line ends.
 */
final class CsvRecords extends CsvCallbackHandler<Object> {
    private static final int NOWHERE = -1;

    private final char[] nullText;
    private final int firstRecord;
    private final @Nullable RecordIndex index;
    private final RecordSink sink;
    private final Fields fields;
    private int record;
    private long line;
    private int linesInside;
    private boolean skip;
    private int lastQuoted = NOWHERE; // where the last field begins behind its quote, when it has one

    /** @param index the lines on which the records begin, where the text is not as it came; else they are counted */
    CsvRecords(
            int expectedFields,
            String nullText,
            int firstRecord,
            long firstLine,
            @Nullable RecordIndex index,
            RecordSink sink) {
        this.nullText = nullText.toCharArray();
        this.firstRecord = firstRecord;
        this.index = index;
        this.sink = sink;
        fields = new Fields(expectedFields);
        record = firstRecord;
        line = firstLine;
    }

    @Override
    protected void beginRecord(long fastCsvLine) {
        fields.clear(nullText);
        linesInside = 0;
        skip = false;
    }

    @Override
    protected void addField(char[] chars, int from, int length, boolean quoted) {
        lastQuoted = quoted ? from : NOWHERE;
        if (quoted) {
            linesInside += lineEnds(chars, from, from + length);
        } else if (length == nullText.length && isNull(chars, from)) {
            fields.addNull();
            return;
        }
        fields.add(chars, from, from + length);
    }

    /** Whether the last field's quote is still open at the end of the text that was read. */
    boolean endsInQuotes(String text, String quote) {
        if (lastQuoted == NOWHERE) {
            return false;
        }
        int at = text.indexOf(quote, lastQuoted);
        while (at >= 0 && text.startsWith(quote, at + 1)) {
            at = text.indexOf(quote, at + 2);
        }
        return at < 0;
    }

    private boolean isNull(char[] chars, int from) {
        for (int i = 0; i < nullText.length; i++) {
            if (chars[from + i] != nullText[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lineEnds(char[] chars, int from, int to) {
        int ends = 0;
        for (int i = from; i < to; i++) {
            if (chars[i] == '\n' || chars[i] == '\r' && (i + 1 == to || chars[i + 1] != '\n')) {
                ends++;
            }
        }
        return ends;
    }

    @Override
    protected void setComment(char[] chars, int from, int length) {
        skip = true;
    }

    @Override
    protected void setEmpty() {
        skip = true;
    }

    /** @return null, so that FastCSV goes on with the next record at once */
    @Override
    @SuppressWarnings("NullAway") // FastCSV reads null as "nothing to hand out"
    protected @Nullable Object buildRecord() {
        if (!skip) {
            sink.accept(record, line, fields);
        }
        record++;
        if (index == null) {
            line += 1 + linesInside;
        } else if (record - firstRecord < index.count()) {
            line = index.line(record - firstRecord);
        }
        return null;
    }

    @Override
    protected RecordType getRecordType() {
        return RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
        return fields.count();
    }
}
