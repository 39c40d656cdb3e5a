package io.millrace.transform.parse;

import com.google.protobuf.ByteString;
import java.util.function.Supplier;

/** Reads payloads of one format. Stateless. */
public interface RecordReader {
    /**
     * Gives every record of the payload to a sink.
     *
     * @param firstLine the number of the payload's first line in its file
     * @param sinks makes an empty sink; called again when a first try has to be given up
     * @return the sink that saw every record
     */
    <S extends RecordSink> S read(ByteString payload, long firstLine, Supplier<S> sinks);
}
