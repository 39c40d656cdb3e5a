package io.millrace.transform.parse;

import io.millrace.contract.message.Format;
import java.util.List;

/** Reads values that hold one record each. Not thread-safe: what is read into is used again. */
public sealed interface ValueReader permits JsonValueReader, CsvValueReader {
    /**
     * Gives the value's record to the sink, accepted or refused, once.
     *
     * @param number handed to the sink as both the record's number and its line
     */
    void read(byte[] value, long number, RecordSink sink);

    /** @param keys and keepRest as for {@link RecordReader#of} */
    static ValueReader of(Format format, List<Key> keys, boolean keepRest) {
        return format.getType() == Format.Type.NDJSON
                ? new JsonValueReader(keys, keepRest)
                : new CsvValueReader(format);
    }
}
