package io.millrace.transform.parse;

import com.google.protobuf.ByteString;

/** Reads payloads of one format. Stateless. */
public interface RecordReader {
    /**
     * Gives every record of the payload to the sink.
     *
     * @param firstLine the number of the payload's first line in its file
     */
    void read(ByteString payload, long firstLine, RecordSink sink);
}
