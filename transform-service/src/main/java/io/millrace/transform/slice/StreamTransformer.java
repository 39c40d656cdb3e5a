package io.millrace.transform.slice;

import io.millrace.codec.column.Codecs;
import io.millrace.codec.column.ColumnCodec;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Rows;
import io.millrace.transform.batch.RowPlans;
import io.millrace.transform.encode.RowPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes of a stream's slice the rows and rejects that the dataset wants of it. The answer depends on the arguments alone,
 * byte for byte; what is remembered between calls are compiled plans. Safe for use by many threads.
 */
public final class StreamTransformer {
    private static final int PLANS = 64;
    private static final int ABOUT_BYTES_EACH = 80;

    private final RowPlans plans;
    private final int maxBytes;
    private final int maxRecord;
    private final Consumer<Throwable> faults;

    /**
     * @param maxBytes of one batch's rows and rejects, above which the slice is cut in two; the last one may go beyond
     * @param maxRecord of one record's value, above which it is a reject
     * @param faults told of each batch with rejects that are a fault of our own: of the first that was thrown
     */
    public StreamTransformer(int maxBytes, int maxRecord, Consumer<Throwable> faults) {
        this(maxBytes, maxRecord, faults, Codecs::of);
    }

    /** @param codecs what reads a column's values */
    StreamTransformer(int maxBytes, int maxRecord, Consumer<Throwable> faults, Function<Column, ColumnCodec> codecs) {
        this.faults = faults;
        plans = new RowPlans(PLANS, codecs);
        this.maxBytes = maxBytes;
        this.maxRecord = maxRecord;
    }

    /**
     * @param now microseconds since 1970: the "now" of defaults and of the accept window
     * @return rows whose ranges tile the slice: one, unless they got too large for a message
     * @throws IllegalArgumentException when the dataset's own definition is at fault, such as a default of another type
     */
    public List<Rows> transform(Dataset dataset, StreamSlice slice, long now) {
        RowPlan plan = plans.ofRecords(dataset);
        List<Rows> all = new ArrayList<>(1);
        SliceRecords rows = start(plan, slice.from(), now, slice.records().size());
        for (StreamRecord entry : slice.records()) {
            rows.add(entry);
            if (rows.isFull(maxBytes) && entry.offset() + 1 < slice.to()) {
                all.add(finish(rows, entry.offset() + 1));
                rows = start(plan, entry.offset() + 1, now, 1);
            }
        }
        all.add(finish(rows, slice.to()));
        return all;
    }

    private Rows finish(SliceRecords records, long to) {
        Throwable fault = records.fault();
        if (fault != null) {
            faults.accept(fault);
        }
        return records.finish(to);
    }

    private SliceRecords start(RowPlan plan, long from, long now, int records) {
        return new SliceRecords(plan, from, now, maxRecord, Math.max(1024, ABOUT_BYTES_EACH * records));
    }
}
