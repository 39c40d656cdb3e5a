package io.millrace.transform.slice;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.batch.BatchRejects;
import io.millrace.transform.batch.LineRuns;
import io.millrace.transform.batch.MessageSize;
import io.millrace.transform.encode.RecordRefusal;
import io.millrace.transform.encode.RowEncoder;
import io.millrace.transform.encode.RowPlan;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import io.millrace.transform.parse.ValueReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what becomes of a slice's records: rows and rejects, both in the order of the offsets. */
final class SliceRecords implements RecordSink {
    private static final int LINE_BYTES = 20; // of a run of offsets, at most
    private static final int MOST_HOURS = 10_000;

    private final long from;
    private final int maxRecord;
    private final ValueReader values;
    private final Rows.Builder rows = Rows.newBuilder();
    private final LineRuns offsets = new LineRuns(rows);
    private final BatchRejects rejects = new BatchRejects();
    private final TupleWriter tuples;
    private final RowEncoder encoder;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private @Nullable StreamRecord current;
    private byte[] value = {};
    private @Nullable Throwable fault;

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
        encoder = new RowEncoder(plan, now, MessageSize.MOST_OF_A_ROW, tuples);
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
            read(entry.offset());
        }
    }

    private void read(long offset) {
        int rowsBefore = tuples.rows();
        int rejectsBefore = rejects.count();
        try {
            values.read(value, offset, this);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            if (tuples.rows() == rowsBefore && rejects.count() == rejectsBefore) { // otherwise it has its verdict
                fault(0, offset, e);
            } else {
                fault = fault == null ? e : fault;
            }
        }
    }

    /** Whether the batch is as long as it may get. */
    boolean isFull(int maxBytes) {
        return tuples.size() + rejects.size() + LINE_BYTES * rows.getLinesCount() > maxBytes
                || encoder.hours().count() >= MOST_HOURS;
    }

    /** What was thrown first that nobody foresaw; null when nothing was. */
    @Nullable
    Throwable fault() {
        return fault == null ? encoder.fault() : fault;
    }

    @Override
    public void accept(int record, long offset, Fields fields) {
        RecordRefusal refusal = encoder.write(fields, Objects.requireNonNull(current));
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

    @Override
    public void fault(int record, long offset, Throwable thrown) {
        fault = fault == null ? thrown : fault;
        RecordSink.super.fault(record, offset, thrown);
    }

    private void reject(long offset, String column, String reason) {
        rejects.add(Reject.newBuilder()
                .setLine(offset)
                .setLength(Objects.requireNonNull(current).length())
                .setColumn(column)
                .setReason(reason)
                .setRaw(ByteString.copyFrom(value, 0, Math.min(value.length, BatchRejects.MAX_RAW))));
    }

    /** @param to where the slice ends */
    Rows finish(long to) {
        offsets.flush();
        encoder.hours().addTo(rows);
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
        rejects.addTo(rows, MessageSize.MOST - rows.build().getSerializedSize());
        return rows.build();
    }
}
