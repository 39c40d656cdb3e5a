package io.millrace.transform.batch;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import io.millrace.transform.encode.RowPlan;

/**
 * Makes of a slice the rows and rejects that the dataset wants of it. The answer depends on the arguments alone, byte for
 * byte; what is remembered between calls are compiled plans. Safe for use by many threads.
 */
public final class Transformer {
    private static final int PLANS = 64;

    private final RowPlans plans = new RowPlans(PLANS);
    private final int maxBytes;

    /** @param maxBytes how long a batch's tuples may get */
    public Transformer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * @param source the slice's place in millrace.units
     * @param cutAt when ingest cut the slice, microseconds since 1970
     * @throws IllegalArgumentException when the dataset's own definition is at fault, such as a default of another type
     * @throws OversizedBatchException when the rows do not fit into a message
     */
    public Rows transform(Dataset dataset, Job job, Slice slice, Source source, long cutAt) {
        RowPlan plan = plans.of(dataset, job.getFormat());
        return plan.reader()
                .read(slice.getPayload(), slice.getPayloadLine(), () -> new UnitRecords(plan, job, slice, maxBytes))
                .finish()
                .setTarget(plan.target())
                .setSource(source)
                .setReceivedAt(cutAt)
                .build();
    }
}
