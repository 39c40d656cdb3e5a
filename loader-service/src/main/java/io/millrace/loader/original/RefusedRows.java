package io.millrace.loader.original;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.failure.RowRefusal;
import io.millrace.loader.ledger.UnitRejects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rejects of the rows of one unit that the database refused: finds their lines, bytes and raw text again. */
public final class RefusedRows {
    /** Raw text is kept up to this length, as transform keeps it. */
    static final int MOST_RAW_BYTES = 64 << 10;

    private static final String EXPIRED = "; the raw text is gone: the topic no longer has the unit";
    private static final String ELSEWHERE = "; the raw text was not found: the topic has another unit in its place";

    private RefusedRows() {}

    /** @param refused by the row's number in the unit */
    public static List<UnitRejects.Of> rejects(
            Batch batch, Map<Integer, RowRefusal> refused, FetchedOriginals originals) {
        Rows rows = batch.message().getRows();
        Optional<WorkUnit> found = rows.hasSource() ? originals.unit(rows.getSource()) : Optional.empty();
        Optional<WorkUnit> original = found.filter(unit -> isOriginalOf(unit, batch));
        Optional<Records> records = original.map(Records::new);
        String remark = original.isPresent() ? "" : found.isPresent() ? ELSEWHERE : EXPIRED;
        long[] lines = lines(rows);
        List<UnitRejects.Of> rejects = new ArrayList<>();
        refused.forEach((row, refusal) -> {
            Reject.Builder reject = Reject.newBuilder()
                    .setLine(lines[row])
                    .setOffset(rows.getFrom())
                    .setColumn(refusal.column())
                    .setReason(refusal.reason() + remark);
            records.ifPresent(all -> all.describe(lines[row], reject));
            rejects.add(new UnitRejects.Of(batch.key(), reject.build()));
        });
        return rejects;
    }

    /** @return the line of every row */
    static long[] lines(Rows rows) {
        long[] lines = new long[rows.getCount()];
        int row = 0;
        for (Lines run : rows.getLinesList()) {
            for (int i = 0; i < run.getCount(); i++) {
                lines[row++] = run.getFirst() + i;
            }
        }
        return lines;
    }

    private static boolean isOriginalOf(WorkUnit unit, Batch batch) {
        return unit.hasSlice()
                && unit.getJob().getId().equals(batch.sender().getId())
                && unit.getSlice().getSha256().equals(batch.message().getRows().getSha256());
    }

    /** The records of a unit's payload. */
    private static final class Records {
        private final byte[] payload;
        private final long payloadFrom;
        private final RecordIndex index;

        Records(WorkUnit unit) {
            Slice slice = unit.getSlice();
            payload = slice.getPayload().toByteArray();
            payloadFrom = slice.getPayloadFrom();
            index = RecordIndex.of(unit.getJob().getFormat(), payload, slice.getPayloadLine());
        }

        void describe(long line, Reject.Builder reject) {
            int record = index.at(line);
            int from = index.from(record);
            int to = index.to(record); // its line end is part of the record, as transform has it
            reject.setOffset(payloadFrom + from)
                    .setLength(to - from)
                    .setRaw(ByteString.copyFrom(payload, from, Math.min(to - from, MOST_RAW_BYTES)));
        }
    }
}
