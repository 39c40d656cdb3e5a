package io.millrace.transform.json;

import io.millrace.transform.parse.RecordSink;
import io.millrace.transform.parse.ValueReader;
import java.util.List;

/** A JSON object each. */
public final class JsonValueReader implements ValueReader {
    private final JsonLine object;

    public JsonValueReader(List<JsonKey> keys, boolean keepRest) {
        object = new JsonLine(keys, keepRest);
    }

    @Override
    public void read(byte[] value, long number, RecordSink sink) {
        if (!object.read(value, 0, value.length, 0, number, sink)) {
            sink.refuse(0, number, "it is blank; write {\"name\": value, …}");
        }
    }
}
