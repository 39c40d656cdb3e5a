package io.millrace.transform.csv;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.BrokenQuote;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Format;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordReader;
import io.millrace.transform.parse.RecordSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * CSV, read from its bytes. Most records have no quote, or quotes that close on their line; these are read in one pass. How
 * far any other one reaches is asked of {@link RecordFramer}, which cut the payload: a record has the same end for both.
 * Where the payload is not UTF-8, every record is looked at alone.
 */
public final class CsvReader implements RecordReader {
    private static final int NONE = 256; // equals no byte

    private final Format format;
    private final int delimiter;
    private final int quote;
    private final int escape; // NONE when a doubled quote is one
    private final int comment;
    private final byte[] nullText;

    public CsvReader(Format format) {
        this.format = format;
        delimiter = only(format.getDelimiter());
        quote = only(format.getQuote());
        int escaping = only(format.getEscape());
        escape = escaping == quote ? NONE : escaping;
        comment = only(format.getComment());
        nullText = format.getNullText().getBytes(StandardCharsets.UTF_8);
    }

    private static int only(String character) {
        return character.isEmpty() ? NONE : character.charAt(0);
    }

    @Override
    public void read(ByteString payload, long firstLine, RecordSink sink) {
        read(payload.toByteArray(), 0, firstLine, sink);
    }

    /** @param number of the first record, from which the others are counted */
    void read(byte[] bytes, int number, long firstLine, RecordSink sink) {
        new Pass(bytes, sink).run(number, firstLine);
    }

    /** One reading of one payload. */
    private final class Pass {
        private final byte[] input;
        private final RecordSink sink;
        private final boolean wellFormed;
        private final RecordFramer framer = RecordFramer.of(format);
        private final Fields fields = new Fields(format.getFieldsCount());
        private byte[] bytes; // the input, and behind it what quoted fields of a record read without their escapes
        private int unescaped;

        Pass(byte[] input, RecordSink sink) {
            this.input = input;
            this.sink = sink;
            bytes = input;
            wellFormed = Utf8.isWellFormed(input);
        }

        void run(int firstNumber, long firstLine) {
            int number = firstNumber;
            long line = firstLine;
            int at = 0;
            while (at < input.length) {
                byte first = input[at];
                int end;
                long lines = 1;
                if (first == comment || first == '\n' || first == '\r') {
                    end = framer.end(input, at, input.length, true);
                } else {
                    int lineEnd = fields(at, false, input.length);
                    if (lineEnd >= 0) {
                        end = behindLineEnd(lineEnd);
                        accept(number, line, at, end);
                    } else {
                        end = framer.end(input, at, input.length, true);
                        lines = LineCounter.count(input, at, end);
                        framed(number, line, at, end);
                    }
                }
                at = end;
                number++;
                line += lines;
            }
        }

        /** Of a record with a quote that does not close on its first line, or not as it should. */
        private void framed(int number, long line, int from, int end) {
            if (framer.broken()) {
                String text = new String(input, from, end - from, StandardCharsets.UTF_8);
                sink.refuse(number, line, BrokenQuote.reason(format, text));
                return;
            }
            int lineEnd = fields(from, true, end);
            if (lineEnd < 0 || behindLineEnd(lineEnd) != end) {
                throw new IllegalStateException(
                        "record %d ends at %d for the framer, and elsewhere for the parser".formatted(number, end));
            }
            accept(number, line, from, end);
        }

        private void accept(int number, long line, int from, int end) {
            if (!wellFormed) {
                try {
                    Utf8.check(input, from, end);
                } catch (MalformedPayloadException e) {
                    sink.refuse(number, line, e.getMessage());
                    return;
                }
            }
            sink.accept(number, line, fields);
        }

        /**
         * Finds the fields of the record that begins at {@code from}.
         *
         * @param severalLines whether line ends inside quotes belong to the record
         * @param limit one past the record's last byte, or the input's
         * @return where the record's line end is, or the limit; less than 0 for a quote that does not close so
         */
        private int fields(int from, boolean severalLines, int limit) {
            fields.clear(bytes);
            unescaped = input.length;
            int at = from;
            while (true) {
                int begin = at;
                if (at < limit && input[at] == quote) {
                    at = quoted(at + 1, severalLines, limit);
                    if (at < 0) {
                        return at;
                    }
                } else {
                    at = fieldEnd(at, limit);
                    if (isNull(begin, at)) {
                        fields.addNull();
                    } else {
                        fields.add(begin, at);
                    }
                }
                if (at == limit || input[at] != delimiter) {
                    return at;
                }
                at++;
            }
        }

        private int fieldEnd(int from, int limit) {
            int at = from;
            while (at < limit) {
                byte b = input[at];
                if (b == delimiter || b == '\n' || b == '\r') {
                    break;
                }
                at++;
            }
            return at;
        }

        private boolean isNull(int from, int to) {
            return to - from == nullText.length
                    && (to == from || Arrays.equals(input, from, to, nullText, 0, nullText.length));
        }

        /**
         * Adds the field behind a quote.
         *
         * @return one past the quote that closes it, or less than 0
         */
        private int quoted(int from, boolean severalLines, int limit) {
            boolean plain = true; // without escapes and pairs of quotes
            int at = from;
            while (at < limit) {
                byte b = input[at];
                if (b == quote) {
                    int next = at + 1 < limit ? input[at + 1] : '\n';
                    if (next != quote) {
                        if (next != delimiter && next != '\n' && next != '\r') {
                            return -1;
                        }
                        add(from, at, plain);
                        return at + 1;
                    }
                    plain = false;
                    at += 2;
                } else if (b == escape && at + 1 < limit && (input[at + 1] == quote || input[at + 1] == escape)) {
                    plain = false;
                    at += 2;
                } else if (!severalLines && (b == '\n' || b == '\r')) {
                    return -1;
                } else {
                    at++;
                }
            }
            return -1;
        }

        private void add(int from, int to, boolean plain) {
            if (plain) {
                fields.add(from, to);
                return;
            }
            if (unescaped + (to - from) > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * Math.max(input.length, 64));
                fields.moved(bytes);
            }
            int begin = unescaped;
            for (int at = from; at < to; at++) {
                byte b = input[at];
                byte next = at + 1 < to ? input[at + 1] : 0;
                if (escape == NONE) {
                    at += b == quote ? 1 : 0; // the first of a pair
                } else if (b == quote) {
                    at++; // closes, and the next one opens again: neither is text
                    continue;
                } else if (b == escape && at + 1 < to && (next == quote || next == escape)) {
                    b = next;
                    at++;
                }
                bytes[unescaped++] = b;
            }
            fields.add(begin, unescaped);
        }

        private int behindLineEnd(int at) {
            if (at >= input.length) {
                return input.length;
            }
            return input[at] == '\r' && at + 1 < input.length && input[at + 1] == '\n' ? at + 2 : at + 1;
        }
    }
}
