package io.millrace.transform.json;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Format;
import io.millrace.transform.parse.RecordReader;
import io.millrace.transform.parse.RecordSink;
import java.util.List;

/** NDJSON: a JSON object a line; blank lines are skipped. Every line has a verdict of its own. */
public final class NdjsonReader implements RecordReader {
    private static final Format NDJSON =
            Format.newBuilder().setType(Format.Type.NDJSON).build();

    private final List<JsonKey> keys;
    private final boolean keepRest;

    public NdjsonReader(List<JsonKey> keys, boolean keepRest) {
        this.keys = keys;
        this.keepRest = keepRest;
    }

    @Override
    public void read(ByteString payload, long firstLine, RecordSink sink) {
        JsonLine object = new JsonLine(keys, keepRest);
        RecordFramer framer = RecordFramer.of(NDJSON);
        byte[] bytes = payload.toByteArray();
        long line = firstLine;
        for (int record = 0, from = 0; from < bytes.length; record++) {
            int to = framer.end(bytes, from, bytes.length, true);
            object.read(bytes, from, to, record, line, sink);
            line += LineCounter.count(bytes, from, to);
            from = to;
        }
    }
}
