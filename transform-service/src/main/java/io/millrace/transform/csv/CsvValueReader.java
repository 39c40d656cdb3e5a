package io.millrace.transform.csv;

import io.millrace.contract.framing.BrokenQuote;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Format;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import io.millrace.transform.parse.ValueReader;
import java.nio.charset.StandardCharsets;

/** A CSV line each; a line end behind it does no harm. */
public final class CsvValueReader implements ValueReader {
    private final Format format;
    private final CsvReader csv;
    private final RecordFramer framer;

    public CsvValueReader(Format format) {
        this.format = format;
        csv = new CsvReader(format);
        framer = RecordFramer.of(format);
    }

    @Override
    public void read(byte[] value, long number, RecordSink sink) {
        int end = framer.end(value, 0, value.length, true);
        if (framer.broken()) {
            sink.refuse(0, number, BrokenQuote.reason(format, new String(value, 0, end, StandardCharsets.UTF_8)));
            return;
        }
        if (end < value.length) {
            sink.refuse(0, number, "it holds more than one CSV line; write one each");
            return;
        }
        RecordNoticed noticed = new RecordNoticed(sink);
        csv.read(value, 0, number, noticed);
        if (!noticed.any) {
            sink.refuse(0, number, "it is blank or a comment; write one CSV line");
        }
    }

    /** Knows whether there was a record at all. */
    private static final class RecordNoticed implements RecordSink {
        private final RecordSink sink;
        private boolean any;

        RecordNoticed(RecordSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(int record, long line, Fields fields) {
            any = true;
            sink.accept(record, line, fields);
        }

        @Override
        public void refuse(int record, long line, String reason) {
            any = true;
            sink.refuse(record, line, reason);
        }
    }
}
