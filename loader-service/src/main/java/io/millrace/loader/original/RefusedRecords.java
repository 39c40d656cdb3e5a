package io.millrace.loader.original;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Stream;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.failure.RowRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes rejects of the rows of a stream that the database refused: finds their records again. */
public final class RefusedRecords {
    private static final String GONE = "; the raw record is gone: the topic no longer has it";

    private RefusedRecords() {}

    /** @param refused by the row's number in the batch */
    public static List<Reject> rejects(
            Batch batch, SortedMap<Integer, RowRefusal> refused, FetchedOriginals originals) {
        long[] offsets = RefusedRows.lines(batch.message().getRows());
        SortedSet<Long> wanted = new TreeSet<>();
        refused.keySet().forEach(row -> wanted.add(offsets[row]));
        Stream stream = batch.message().getStream();
        Map<Long, byte[]> values = originals.values(stream.getTopic(), batch.stream(), wanted);
        List<Reject> rejects = new ArrayList<>();
        refused.forEach((row, refusal) -> {
            byte[] value = values.get(offsets[row]);
            Reject.Builder reject = Reject.newBuilder()
                    .setLine(offsets[row])
                    .setColumn(refusal.column())
                    .setReason(refusal.reason() + (value == null ? GONE : ""));
            if (value != null) {
                reject.setLength(value.length)
                        .setRaw(ByteString.copyFrom(value, 0, Math.min(value.length, RefusedRows.MOST_RAW_BYTES)));
            }
            rejects.add(reject.build());
        });
        return rejects;
    }
}
