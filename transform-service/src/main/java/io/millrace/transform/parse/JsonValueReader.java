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
        Fields fields;
        try {
            fields = object.read(value, 0, value.length);
        } catch (MalformedPayloadException e) {
            sink.refuse(0, number, e.getMessage());
            return;
        }
        if (fields == null) {
            sink.refuse(0, number, "it is blank; write {\"name\": value, …}");
        } else {
            sink.accept(0, number, fields);
        }
    }
}
