package io.millrace.transform.unit;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Format;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordReader;
import io.millrace.transform.parse.RecordSink;

/**
 * The way to read a payload whose reading as a whole threw what nobody foresaw: record by record, as {@link RecordIndex}
 * cuts it, so that whatever is wrong costs the record at which it happens. The cut decides: what the parser takes for
 * several records where the framer sees one is no row.
 */
final class RecordByRecord {
    private RecordByRecord() {}

    static <S extends RecordSink> S read(
            RecordReader reader, Format format, ByteString payload, long firstLine, S sink) {
        RecordIndex index = RecordIndex.of(format, payload.toByteArray(), firstLine);
        for (int record = 0; record < index.count(); record++) {
            long line = index.line(record);
            ByteString bytes = payload.substring(index.from(record), index.to(record));
            Count count = new Count();
            try {
                reader.read(bytes, line, count);
                if (count.records > 1) {
                    throw new IllegalStateException(
                            "one record for the framer, %d for the parser".formatted(count.records));
                }
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                sink.fault(record, line, e);
                continue;
            }
            reader.read(bytes, line, new Placed(sink, record, line));
        }
        return sink;
    }

    /** Reads for the number of records alone. */
    private static final class Count implements RecordSink {
        private int records;

        @Override
        public void accept(int record, long line, Fields fields) {
            records++;
        }

        @Override
        public void refuse(int record, long line, String reason) {
            records++;
        }
    }

    /** The only record of its bytes, by its place in the payload. */
    private record Placed(RecordSink sink, int place, long begins) implements RecordSink {
        @Override
        public void accept(int record, long line, Fields fields) {
            sink.accept(place, begins, fields);
        }

        @Override
        public void refuse(int record, long line, String reason) {
            sink.refuse(place, begins, reason);
        }

        @Override
        public void fault(int record, long line, Throwable fault) {
            sink.fault(place, begins, fault);
        }
    }
}
