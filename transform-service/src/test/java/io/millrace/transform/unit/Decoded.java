package io.millrace.transform.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.Tuples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Tuples read back: a field as UTF-8 text, null for NULL. */
final class Decoded {
    private Decoded() {}

    static List<List<String>> rows(Rows rows) {
        ByteBuffer tuples = rows.getTuples().asReadOnlyByteBuffer();
        int[] offsets = Tuples.offsets(tuples, rows.getCount());
        List<List<String>> decoded = new ArrayList<>();
        for (int row = 0; row < rows.getCount(); row++) {
            tuples.position(offsets[row]);
            decoded.add(row(tuples));
            assertThat(tuples.position()).isEqualTo(offsets[row + 1]);
        }
        return decoded;
    }

    private static List<String> row(ByteBuffer tuples) {
        List<String> fields = new ArrayList<>();
        for (int left = tuples.getShort(); left > 0; left--) {
            int length = tuples.getInt();
            if (length < 0) {
                fields.add(null);
            } else {
                byte[] bytes = new byte[length];
                tuples.get(bytes);
                fields.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
