package io.millrace.transform.parse;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Format;
import java.util.List;
import java.util.function.Supplier;

/** Reads payloads of one format. Stateless. */
public sealed interface RecordReader permits CsvReader, NdjsonReader {
    /**
     * Gives every record of the payload to a sink.
     *
     * @param firstLine the number of the payload's first line in its file
     * @param sinks makes an empty sink; called again when a first try has to be given up
     * @return the sink that saw every record
     */
    <S extends RecordSink> S read(ByteString payload, long firstLine, Supplier<S> sinks);

    /**
     * @param keys NDJSON: what columns ask for; these are the fields
     * @param keepRest NDJSON: whether an object of all other keys follows behind them
     */
    static RecordReader of(Format format, List<Key> keys, boolean keepRest) {
        return format.getType() == Format.Type.NDJSON ? new NdjsonReader(keys, keepRest) : new CsvReader(format);
    }
}
