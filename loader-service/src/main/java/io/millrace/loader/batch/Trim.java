package io.millrace.loader.batch;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.Tuples;

/** Cuts off what a stream's slice has in common with those before it. */
public final class Trim {
    private Trim() {}

    /**
     * @param from the position from which on records are wanted, above the slice's own
     * @return the slice [from, its end) with the rows and rejects that belong there. Its least time stays, and may be less
     *     than that of the rows left
     */
    public static Rows below(Rows rows, long from) {
        Rows.Builder trimmed = rows.toBuilder().setFrom(from).clearLines().clearRejects();
        int dropped = 0;
        for (Lines run : rows.getLinesList()) {
            int cut = (int) Math.clamp(from - run.getFirst(), 0, run.getCount());
            dropped += cut;
            if (cut < run.getCount()) {
                trimmed.addLines(run.toBuilder().setFirst(run.getFirst() + cut).setCount(run.getCount() - cut));
            }
        }
        ByteString tuples = rows.getTuples();
        int[] offsets = Tuples.offsets(tuples.asReadOnlyByteBuffer(), rows.getCount());
        trimmed.setTuples(tuples.substring(offsets[dropped])).setCount(rows.getCount() - dropped);
        if (trimmed.getCount() == 0) {
            trimmed.clearMinTime().clearMaxTime();
        }
        rows.getRejectsList().stream()
                .filter(reject -> reject.getLine() >= from)
                .forEach(trimmed::addRejects);
        return trimmed.build();
    }
}
