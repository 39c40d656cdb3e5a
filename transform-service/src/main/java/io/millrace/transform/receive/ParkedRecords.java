package io.millrace.transform.receive;

import io.millrace.contract.message.Header;
import io.millrace.contract.message.Record;
import io.millrace.contract.message.Records;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.slice.StreamSlice;
import org.jspecify.annotations.Nullable;

/** A parked slice of a stream, as the pure core sees it. */
final class ParkedRecords {
    private ParkedRecords() {}

    static StreamSlice slice(Records records) {
        return new StreamSlice(
                records.getFrom(),
                records.getTo(),
                records.getRecordsList().stream().map(Parked::new).toList());
    }

    private record Parked(Record entry) implements StreamRecord {
        @Override
        public long offset() {
            return entry.getOffset();
        }

        @Override
        public long timestamp() {
            return 1000 * entry.getTimestamp();
        }

        @Override
        public byte @Nullable [] key() {
            return entry.hasKey() ? entry.getKey().toByteArray() : null;
        }

        @Override
        public byte @Nullable [] value() {
            return entry.hasValue() ? entry.getValue().toByteArray() : null;
        }

        @Override
        public long length() {
            return entry.hasValueLength()
                    ? entry.getValueLength()
                    : entry.getValue().size();
        }

        /** The last one of that name. */
        @Override
        public byte @Nullable [] header(String name) {
            for (Header header : entry.getHeadersList().reversed()) {
                if (header.getName().equals(name)) {
                    return header.hasValue() ? header.getValue().toByteArray() : null;
                }
            }
            return null;
        }
    }
}
