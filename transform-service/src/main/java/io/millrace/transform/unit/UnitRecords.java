package io.millrace.transform.unit;

import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Fault;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.batch.BatchRejects;
import io.millrace.transform.batch.LineRuns;
import io.millrace.transform.batch.MessageSize;
import io.millrace.transform.encode.RecordRefusal;
import io.millrace.transform.encode.RowEncoder;
import io.millrace.transform.encode.RowPlan;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import org.jspecify.annotations.Nullable;

/** Collects what becomes of a slice's records: rows and rejects, both in the file's order. */
final class UnitRecords implements RecordSink {
    private final Job job;
    private final Slice slice;
    private final Rows.Builder rows = Rows.newBuilder();
    private final LineRuns lines = new LineRuns(rows);
    private final BatchRejects rejects = new BatchRejects();
    private final TupleWriter tuples;
    private final RowEncoder encoder;
    private final int maxBytes;
    private @Nullable RecordIndex index; // made when the first record is refused
    private @Nullable Throwable fault;

    UnitRecords(RowPlan plan, Job job, Slice slice, int maxBytes) {
        this.job = job;
        this.slice = slice;
        this.maxBytes = maxBytes;
        tuples = new TupleWriter(slice.getPayload().size() + slice.getPayload().size() / 4);
        encoder = new RowEncoder(plan, job.getStartedAt(), MessageSize.MOST_OF_A_ROW, tuples);
        rows.setTarget(plan.target());
        for (Fault framed : slice.getFaultsList()) {
            rejects.add(Reject.newBuilder()
                    .setLine(framed.getLine())
                    .setOffset(framed.getOffset())
                    .setLength(framed.getLength())
                    .setReason(framed.getReason())
                    .setRaw(framed.getRaw()));
        }
    }

    @Override
    public void accept(int record, long line, Fields fields) {
        RecordRefusal refusal = encoder.write(fields);
        if (refusal != null) {
            reject(record, line, refusal.column(), refusal.reason());
            return;
        }
        lines.add(line);
        if (tuples.size() > maxBytes) {
            throw new OversizedBatchException(slice.getNumber(), maxBytes);
        }
    }

    @Override
    public void refuse(int record, long line, String reason) {
        reject(record, line, "", reason);
    }

    @Override
    public void fault(int record, long line, Throwable thrown) {
        fault = fault == null ? thrown : fault;
        RecordSink.super.fault(record, line, thrown);
    }

    private void reject(int record, long line, String column, String reason) {
        RecordIndex records = index;
        if (records == null) {
            records = RecordIndex.of(job.getFormat(), slice.getPayload().toByteArray(), slice.getPayloadLine());
            index = records;
        }
        if (records.line(record) != line) {
            throw new IllegalStateException(
                    "record %d of unit %d begins on line %d for the framer and on %d for the parser"
                            .formatted(record, slice.getNumber(), records.line(record), line));
        }
        int from = records.from(record);
        int to = records.to(record);
        rejects.add(Reject.newBuilder()
                .setLine(line)
                .setOffset(slice.getPayloadFrom() + from)
                .setLength(to - from)
                .setColumn(column)
                .setReason(reason)
                .setRaw(slice.getPayload().substring(from, Math.min(to, from + BatchRejects.MAX_RAW))));
    }

    /** What was thrown first that nobody foresaw; null when nothing was. */
    @Nullable
    Throwable fault() {
        return fault == null ? encoder.fault() : fault;
    }

    /** The slice's own fields, rows and rejects; the source is still to be set. */
    Rows.Builder finish() {
        lines.flush();
        encoder.hours().addTo(rows);
        rows.setNumber(slice.getNumber())
                .setFrom(slice.getFrom())
                .setTo(slice.getTo())
                .setSha256(slice.getSha256())
                .setCount(tuples.rows())
                .setTuples(UnsafeByteOperations.unsafeWrap(tuples.array(), 0, tuples.size()));
        if (encoder.hasRows()) {
            rows.setMinTime(encoder.minTime()).setMaxTime(encoder.maxTime());
        }
        rejects.addTo(
                rows, MessageSize.MOST - job.getSerializedSize() - rows.build().getSerializedSize());
        return rows;
    }
}
