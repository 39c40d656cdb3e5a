package io.millrace.ingest.parked;

import io.millrace.api.Problem;
import io.millrace.api.parked.ParkedUnit;
import java.util.UUID;

/** Why a request about parked units is refused. */
final class ParkedProblems {
    private ParkedProblems() {}

    static RuntimeException unknown(UUID id) {
        return Problem.of(
                        404,
                        "unknown-parked-unit",
                        "There is no such parked unit",
                        "No unit is parked under the id %s: it is in by now, was discarded, or never was. GET /v1/parked lists them."
                                .formatted(id))
                .at("id", id.toString())
                .exception();
    }

    /** Tells where the input is instead. */
    static RuntimeException noInput(ParkedUnit unit) {
        ParkedUnit.JobSlice job = unit.job();
        ParkedUnit.StreamSlice stream = unit.stream();
        String where;
        if (stream != null) {
            where =
                    "Rows were made of its records already, and only those are kept. The records are offsets %d to %d of partition %d of topic %s, for as long as the topic keeps them."
                            .formatted(stream.from(), stream.to() - 1, stream.partition(), stream.topic());
        } else if (job != null && job.unit() != null && job.from() != null && job.to() != null) {
            where =
                    "Rows were made of it already, and only those are kept. It is %d bytes of the upload, unpacked and in UTF-8: tail -c +%d FILE | head -c %d."
                            .formatted(job.to() - job.from(), job.from() + 1, job.to() - job.from());
        } else {
            where = "It is a job's marker, which has none.";
        }
        return Problem.of(409, "no-raw-input", "There is no input to show", where)
                .exception();
    }
}
