package io.millrace.loader.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.Tuples;
import io.millrace.loader.TestStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrimTest {
    private final Rows slice = new TestStream("readings").slice(0, 57).getRows();

    /** Wherever it is cut, what is left are the tuples, offsets and rejects from there on. */
    @Test
    void keepsWhatLiesAtOrAboveTheCut() {
        for (long from = 0; from <= 57; from++) {
            Rows trimmed = Trim.below(slice, from);
            assertThat(trimmed.getFrom()).isEqualTo(from);
            assertThat(trimmed.getTo()).isEqualTo(57);
            List<Long> offsets = new ArrayList<>();
            List<Long> rejects = new ArrayList<>();
            for (long offset = from; offset < 57; offset++) {
                (offset % TestStream.REJECT_EVERY == 0 ? rejects : offsets).add(offset);
            }
            assertThat(expanded(trimmed)).isEqualTo(offsets);
            assertThat(sensors(trimmed))
                    .isEqualTo(offsets.stream().map(offset -> "r" + offset).toList());
            assertThat(trimmed.getRejectsList().stream().map(Reject::getLine)).isEqualTo(rejects);
            assertThat(trimmed.hasMinTime()).isEqualTo(!offsets.isEmpty());
        }
    }

    private static List<Long> expanded(Rows rows) {
        List<Long> offsets = new ArrayList<>();
        rows.getLinesList().forEach(run -> {
            for (int i = 0; i < run.getCount(); i++) {
                offsets.add(run.getFirst() + i);
            }
        });
        return offsets;
    }

    /** The text of each tuple's first field. */
    private static List<String> sensors(Rows rows) {
        ByteString tuples = rows.getTuples();
        int[] at = Tuples.offsets(tuples.asReadOnlyByteBuffer(), rows.getCount());
        List<String> sensors = new ArrayList<>();
        for (int row = 0; row < rows.getCount(); row++) {
            int length = tuples.asReadOnlyByteBuffer().slice().getInt(at[row] + Short.BYTES);
            int text = at[row] + Short.BYTES + Integer.BYTES;
            sensors.add(tuples.substring(text, text + length).toStringUtf8());
        }
        return sensors;
    }
}
