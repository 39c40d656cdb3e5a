package io.millrace.transform.csv;

import com.google.protobuf.ByteString;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import io.millrace.contract.framing.BrokenQuote;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Format;
import io.millrace.transform.parse.RecordReader;
import io.millrace.transform.parse.RecordSink;
import java.util.function.Supplier;

/**
 * CSV by way of FastCSV. A payload is read in one go; when it holds a record that cannot be read it is read again record by
 * record, as {@link RecordIndex} cuts it, so that each has a verdict of its own.
 */
public final class CsvReader implements RecordReader {
    /**
     * No quoting: half a surrogate pair, the second one. FastCSV looks for a quote only at the start of a field, where
     * well-formed text never has it.
     */
    private static final char NO_QUOTE = '\uDFFF';

    private final Format format;
    private final EscapeRewriter escapes;
    private final CsvReaderBuilder fastCsv;

    public CsvReader(Format format) {
        this.format = format;
        escapes = new EscapeRewriter(format);
        String comment = format.getComment();
        fastCsv = de.siegmar.fastcsv.reader.CsvReader.builder()
                .fieldSeparator(format.getDelimiter().charAt(0))
                .quoteCharacter(
                        format.getQuote().isEmpty()
                                ? NO_QUOTE
                                : format.getQuote().charAt(0))
                .commentStrategy(comment.isEmpty() ? CommentStrategy.NONE : CommentStrategy.SKIP)
                .commentCharacter(comment.isEmpty() ? '#' : comment.charAt(0))
                .allowExtraFields(true)
                .allowMissingFields(true);
    }

    @Override
    public <S extends RecordSink> S read(ByteString payload, long firstLine, Supplier<S> sinks) {
        S sink = sinks.get();
        try {
            read(payload, 0, firstLine, sink);
            return sink;
        } catch (MalformedPayloadException e) {
            return readCarefully(payload, firstLine, sinks.get());
        }
    }

    private <S extends RecordSink> S readCarefully(ByteString payload, long firstLine, S sink) {
        RecordIndex index = RecordIndex.of(format, payload.toByteArray(), firstLine);
        for (int record = 0; record < index.count(); record++) {
            ByteString bytes = payload.substring(index.from(record), index.to(record));
            if (isComment(bytes)) {
                continue; // whatever its bytes are
            }
            try {
                checkQuotes(bytes);
                read(bytes, record, index.line(record), sink);
            } catch (MalformedPayloadException e) {
                sink.refuse(record, index.line(record), e.getMessage());
            }
        }
        return sink;
    }

    private boolean isComment(ByteString record) {
        return !format.getComment().isEmpty()
                && record.byteAt(0) == format.getComment().charAt(0);
    }

    /** @throws MalformedPayloadException when the record has a quote that does not close as it should */
    private void checkQuotes(ByteString record) throws MalformedPayloadException {
        RecordFramer framer = RecordFramer.of(format);
        framer.end(record.toByteArray(), 0, record.size(), true);
        if (framer.broken()) {
            throw new MalformedPayloadException(BrokenQuote.reason(format, record.toStringUtf8()));
        }
    }

    /** Reads in one go. @throws MalformedPayloadException when a record cannot be read; those before it were accepted */
    void read(ByteString bytes, int firstRecord, long firstLine, RecordSink sink) throws MalformedPayloadException {
        String text = Utf8.decode(bytes);
        RecordIndex index = null;
        if (escapes.isNeeded()) {
            text = escapes.rewrite(text); // takes away what may stand between \r and \n: lines are the framer's
            index = RecordIndex.of(format, bytes.toByteArray(), firstLine);
        }
        CsvRecords records =
                new CsvRecords(format.getFieldsCount(), format.getNullText(), firstRecord, firstLine, index, sink);
        try {
            fastCsv.build(records, text).forEach(handedOut -> {
                throw new IllegalStateException("the handler takes every record and hands out none");
            });
        } catch (CsvParseException e) {
            throw malformed(e);
        }
        if (records.endsInQuotes(text, format.getQuote())) {
            throw new MalformedPayloadException("its last quote does not close"); // FastCSV takes the end for a quote
        }
    }

    /** FastCSV throws its verdict on the text as it is, and wraps whatever else was thrown. */
    private static MalformedPayloadException malformed(CsvParseException e) {
        if (e.getCause() != null) {
            throw e.getCause() instanceof RuntimeException ours ? ours : e;
        }
        String verdict = String.valueOf(e.getMessage());
        int place = verdict.indexOf(" (record starting"); // counted from where this text begins
        return new MalformedPayloadException(
                (place < 0 ? verdict : verdict.substring(0, place)) + "; check the delimiter and the quotes");
    }
}
