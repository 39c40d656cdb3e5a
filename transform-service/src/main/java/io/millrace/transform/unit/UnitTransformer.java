package io.millrace.transform.unit;

import io.millrace.codec.column.Codecs;
import io.millrace.codec.column.ColumnCodec;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import io.millrace.transform.batch.RowPlans;
import io.millrace.transform.encode.RowPlan;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes of a slice the rows and rejects that the dataset wants of it. The answer depends on the arguments alone, byte for
 * byte; what is remembered between calls are compiled plans. Safe for use by many threads.
 */
public final class UnitTransformer {
    private static final int PLANS = 64;

    private final RowPlans plans;
    private final int maxBytes;
    private final Consumer<Throwable> faults;

    /**
     * @param maxBytes how long a batch's tuples may get
     * @param faults told of each slice with rejects that are a fault of our own: of the first that was thrown
     */
    public UnitTransformer(int maxBytes, Consumer<Throwable> faults) {
        this(maxBytes, faults, Codecs::of);
    }

    /** @param codecs what reads a column's values */
    UnitTransformer(int maxBytes, Consumer<Throwable> faults, Function<Column, ColumnCodec> codecs) {
        this.maxBytes = maxBytes;
        this.faults = faults;
        plans = new RowPlans(PLANS, codecs);
    }

    /**
     * @param source the slice's place in millrace.units
     * @param cutAt when ingest cut the slice, microseconds since 1970
     * @throws IllegalArgumentException when the dataset's own definition is at fault, such as a default of another type
     * @throws OversizedBatchException when the rows do not fit into a message
     */
    public Rows transform(Dataset dataset, Job job, Slice slice, Source source, long cutAt) {
        RowPlan plan = plans.of(dataset, job.getFormat());
        UnitRecords records = read(plan, job, slice);
        Rows rows = records.finish().setSource(source).setReceivedAt(cutAt).build();
        Throwable fault = records.fault();
        if (fault != null) {
            faults.accept(fault);
        }
        return rows;
    }

    private UnitRecords read(RowPlan plan, Job job, Slice slice) {
        try {
            UnitRecords records = new UnitRecords(plan, job, slice, maxBytes);
            plan.reader().read(slice.getPayload(), slice.getPayloadLine(), records);
            return records;
        } catch (OversizedBatchException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            faults.accept(e);
            return RecordByRecord.read(
                    plan.reader(),
                    job.getFormat(),
                    slice.getPayload(),
                    slice.getPayloadLine(),
                    new UnitRecords(plan, job, slice, maxBytes));
        }
    }
}
