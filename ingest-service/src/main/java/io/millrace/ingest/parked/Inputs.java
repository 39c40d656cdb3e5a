package io.millrace.ingest.parked;

import io.millrace.api.parked.ParkedUnit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds a parked unit's input, or says where else it is. */
@ApplicationScoped
class Inputs {
    private final ParkedUnits parked;

    Inputs(ParkedUnits parked) {
        this.parked = parked;
    }

    /** @throws io.millrace.api.ProblemException 404; 409 when only rows are kept; 503 */
    RawInput get(UUID id) {
        ParkedUnit unit = parked.get(id);
        ParkedUnit.JobSlice job = unit.job();
        boolean isMarker = job != null && job.unit() == null;
        if (isMarker || unit.stage() == ParkedUnit.Stage.LOAD) {
            throw ParkedProblems.noInput(unit);
        }
        return RawInput.of(parked.message(id)).orElseThrow(() -> ParkedProblems.noInput(unit));
    }
}
