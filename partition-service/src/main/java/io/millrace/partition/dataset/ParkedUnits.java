package io.millrace.partition.dataset;

import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Handle;

/** The units of which no rows can be made as things stand. The loader keeps them; here it is told that things changed. */
@ApplicationScoped
class ParkedUnits {

    /** Has the loader try the dataset's units again as soon as the transaction commits. */
    void due(Handle handle, String dataset) {
        handle.createUpdate("UPDATE millrace.parked SET retry_at = clock_timestamp()"
                        + " WHERE dataset = ? AND retry_at > clock_timestamp()")
                .bind(0, dataset)
                .execute();
    }
}
