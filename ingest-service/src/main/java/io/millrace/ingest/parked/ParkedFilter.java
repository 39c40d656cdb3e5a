package io.millrace.ingest.parked;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which parked units are meant; null: of all. */
record ParkedFilter(@Nullable String dataset, @Nullable UUID job) {
    /** The condition on {@code millrace.parked p} whose parameters $1 and $2 are the dataset and the job. */
    static final String CONDITION = "($1::text IS NULL OR p.dataset = $1) AND ($2::uuid IS NULL OR p.job_id = $2)";

    boolean isAll() {
        return dataset == null && job == null;
    }
}
