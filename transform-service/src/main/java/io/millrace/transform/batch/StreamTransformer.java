package io.millrace.transform.batch;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Rows;
import io.millrace.transform.encode.RowPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a stream's slice the rows and rejects that the dataset wants of it. The answer depends on the arguments alone,
 * byte for byte; what is remembered between calls are compiled plans. Safe for use by many threads.
 */
public final class StreamTransformer {
    private static final int PLANS = 64;
    private static final int ABOUT_BYTES_EACH = 80;

    private final RowPlans plans = new RowPlans(PLANS);
    private final int maxBytes;
    private final int maxRecord;

    /**
     * @param maxBytes of one batch's rows, above which the slice is cut in two; one row may be longer
     * @param maxRecord of one record's value, above which it is a reject
     */
    public StreamTransformer(int maxBytes, int maxRecord) {
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
            if (rows.size() > maxBytes && entry.offset() + 1 < slice.to()) {
                all.add(rows.finish(entry.offset() + 1));
                rows = start(plan, entry.offset() + 1, now, 1);
            }
        }
        all.add(rows.finish(slice.to()));
        return all;
    }

    private SliceRecords start(RowPlan plan, long from, long now, int records) {
        return new SliceRecords(plan, from, now, maxRecord, Math.max(1024, ABOUT_BYTES_EACH * records));
    }
}
