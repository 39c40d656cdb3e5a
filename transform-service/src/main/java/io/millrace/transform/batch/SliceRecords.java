package io.millrace.transform.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.encode.Refusal;
import io.millrace.transform.encode.RowEncoder;
import io.millrace.transform.encode.RowPlan;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import io.millrace.transform.parse.ValueReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what becomes of a slice's records: rows and rejects, both in the order of the offsets. */
final class SliceRecords implements RecordSink {
    private final long from;
    private final int maxRecord;
    private final ValueReader values;
    private final Rows.Builder rows = Rows.newBuilder();
    private final LineRuns offsets = new LineRuns(rows);
    private final TupleWriter tuples;
    private final RowEncoder encoder;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private @Nullable StreamRecord current;
    private byte[] value = {};

    /**
     * @param from where the slice begins
     * @param now microseconds since 1970: the "now" of defaults and of the accept window
     * @param maxRecord bytes of a value
     * @param aboutBytes of all tuples together
     */
    SliceRecords(RowPlan plan, long from, long now, int maxRecord, int aboutBytes) {
        this.from = from;
        this.maxRecord = maxRecord;
        values = plan.values();
        tuples = new TupleWriter(aboutBytes);
        encoder = new RowEncoder(plan, now, tuples);
        rows.setTarget(plan.target());
    }

    void add(StreamRecord entry) {
        current = entry;
        oldest = Math.min(oldest, entry.timestamp());
        newest = Math.max(newest, entry.timestamp());
        byte[] bytes = entry.value();
        value = bytes == null ? new byte[0] : bytes;
        if (bytes == null) {
            refuse(0, entry.offset(), "it has no value: a tombstone is no row");
        } else if (entry.length() > maxRecord) {
            refuse(
                    0,
                    entry.offset(),
                    "it has %,d bytes; the limit is %,d (millrace.transform.records.max-record)"
                            .formatted(entry.length(), maxRecord));
        } else {
            values.read(value, entry.offset(), this);
        }
    }

    /** Bytes of the rows so far. */
    int size() {
        return tuples.size();
    }

    @Override
    public void accept(int record, long offset, Fields fields) {
        Refusal refusal = encoder.write(fields, Objects.requireNonNull(current));
        if (refusal == null) {
            offsets.add(offset);
        } else {
            reject(offset, refusal.column(), refusal.reason());
        }
    }

    @Override
    public void refuse(int record, long offset, String reason) {
        reject(offset, "", reason);
    }

    private void reject(long offset, String column, String reason) {
        rows.addRejects(Reject.newBuilder()
                .setLine(offset)
                .setLength(Objects.requireNonNull(current).length())
                .setColumn(column)
                .setReason(reason)
                .setRaw(ByteString.copyFrom(value, 0, Math.min(value.length, UnitRecords.MAX_RAW))));
    }

    /** @param to where the slice ends */
    Rows finish(long to) {
        offsets.flush();
        rows.setFrom(from)
                .setTo(to)
                .setCount(tuples.rows())
                .setTuples(UnsafeByteOperations.unsafeWrap(tuples.array(), 0, tuples.size()));
        if (oldest <= newest) {
            rows.setReceivedAt(oldest).setNewestAt(newest);
        }
        if (encoder.hasRows()) {
            rows.setMinTime(encoder.minTime()).setMaxTime(encoder.maxTime());
        }
        return rows.build();
    }
}
