package io.millrace.transform.parse;

import java.util.List;

/** A JSON object each. */
final class JsonValueReader implements ValueReader {
    private final JsonLine object;

    JsonValueReader(List<Key> keys, boolean keepRest) {
        object = new JsonLine(keys, keepRest);
    }

    @Override
    public void read(byte[] value, long number, RecordSink sink) {
        if (!object.read(value, 0, value.length, 0, number, sink)) {
            sink.refuse(0, number, "it is blank; write {\"name\": value, …}");
        }
    }
}
