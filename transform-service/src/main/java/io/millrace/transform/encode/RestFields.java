package io.millrace.transform.encode;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Strings;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.parse.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A CSV record's fields that no column asks for, as a JSON object of strings; NULL is JSON's null. */
final class RestFields {
    private final int[] places;
    private final String[] keys; // quoted, with the colon

    /** @param places which of the names are kept */
    RestFields(List<String> names, List<Integer> places) {
        this.places = places.stream().mapToInt(Integer::intValue).toArray();
        keys = places.stream()
                .map(place -> '"' + new String(JsonStringEncoder.getInstance().quoteAsString(names.get(place))) + "\":")
                .toArray(String[]::new);
    }

    void write(Fields fields, TupleWriter out) throws BadValue {
        StringBuilder json = new StringBuilder().append('{');
        for (int i = 0; i < keys.length; i++) {
            json.append(i == 0 ? "" : ",").append(keys[i]);
            int place = places[i];
            if (fields.isNull(place)) {
                json.append("null");
            } else {
                int from = fields.from(place);
                int to = fields.to(place);
                Strings.check(fields.bytes(), from, to);
                json.append('"');
                JsonStringEncoder.getInstance()
                        .quoteAsString(new String(fields.bytes(), from, to - from, StandardCharsets.UTF_8), json);
                json.append('"');
            }
        }
        byte[] object = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        out.writeJsonb(object, 0, object.length);
    }
}
