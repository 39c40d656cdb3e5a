package io.millrace.loader.receive;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** For operators: what each Kafka partition is doing. */
@Path("/v1/loader/partitions")
class PartitionsResource {
    private final Assignment assignment;

    PartitionsResource(Assignment assignment) {
        this.assignment = assignment;
    }

    /** The partitions that this replica loads. */
    @GET
    public List<PartitionState> partitions() {
        return assignment.states();
    }
}
