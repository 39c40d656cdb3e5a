package io.millrace.transform.encode;

import io.millrace.codec.column.ColumnCodec;
import org.jspecify.annotations.Nullable;

/**
 * What is done for one column of every row.
 *
 * @param place the record's field that the value comes from, or {@link #NOWHERE}
 * @param literal what stands in for a NULL, in the input's spelling
 * @param now whether the time at which ingest began stands in for a NULL
 * @param carried where the value is when it comes beside the record, not in it
 */
record ColumnPlan(
        String name,
        int place,
        ColumnCodec codec,
        boolean required,
        byte @Nullable [] literal,
        boolean now,
        @Nullable Carried carried) {
    static final int NOWHERE = -1;
}
