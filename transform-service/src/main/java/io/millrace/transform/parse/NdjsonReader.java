package io.millrace.transform.parse;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Format;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.List;
import java.util.function.Supplier;

/** NDJSON: a JSON object a line; blank lines are skipped. Every line has a verdict of its own. */
final class NdjsonReader implements RecordReader {
    private static final Format NDJSON =
            Format.newBuilder().setType(Format.Type.NDJSON).build();

    private final List<Key> keys;
    private final boolean keepRest;

    NdjsonReader(List<Key> keys, boolean keepRest) {
        this.keys = keys;
        this.keepRest = keepRest;
    }

    @Override
    public <S extends RecordSink> S read(ByteString payload, long firstLine, Supplier<S> sinks) {
        S sink = sinks.get();
        JsonLine object = new JsonLine(keys, keepRest);
        RecordFramer framer = RecordFramer.of(NDJSON);
        byte[] bytes = payload.toByteArray();
        long line = firstLine;
        CharBuffer chars = CharBuffer.allocate(1024);
        for (int record = 0, from = 0; from < bytes.length; record++) {
            int to = framer.end(bytes, from, bytes.length, true);
            chars = chars.capacity() < to - from ? CharBuffer.allocate(2 * (to - from)) : chars.clear();
            try {
                Utf8.decode(ByteBuffer.wrap(bytes, from, to - from), chars);
                Fields fields = object.read(chars.array(), chars.position());
                if (fields != null) {
                    sink.accept(record, line, fields);
                }
            } catch (MalformedPayloadException e) {
                sink.refuse(record, line, e.getMessage());
            }
            line += LineCounter.count(bytes, from, to);
            from = to;
        }
        return sink;
    }
}
