package io.millrace.partition.migrate;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.migration.Migration;
import java.util.stream.Collectors;

/** What can be wrong with a request about a migration. */
final class MigrationProblems {
    private MigrationProblems() {}

    static ProblemException unknown(long id) {
        return Problem.of(
                        404,
                        "unknown-migration",
                        "Unknown migration",
                        "There is no migration %d. GET /v1/migrations lists those there are.".formatted(id))
                .at("id", Long.toString(id))
                .exception();
    }

    static ProblemException incomplete(String field, String remedy) {
        return Problem.of(422, "invalid-migration", "Invalid migration", "%s: is required; %s".formatted(field, remedy))
                .at(field, null)
                .exception();
    }

    static ProblemException refused(MigrationPlan plan) {
        String detail = plan.refusals().stream().map(Obstacle::toString).collect(Collectors.joining("\n"));
        return Problem.of(409, "migration-refused", "Migration refused", detail)
                .at("table", plan.table().toString())
                .exception();
    }

    static ProblemException irreversible(Migration migration, String reason) {
        return Problem.of(409, "migration-refused", "Migration refused", reason)
                .at("id", Long.toString(migration.id()))
                .exception();
    }

    static ProblemException running(MigrationRequest request) {
        return Problem.of(
                        409,
                        "migration-running",
                        "Migration running",
                        "There is a migration of %s that has not ended. Clean it up or roll it back first; GET /v1/migrations lists it."
                                .formatted(request.table()))
                .at("table", request.table().toString())
                .exception();
    }

    static ProblemException wrongState(Migration migration, String verb, String allowed) {
        return Problem.of(
                        409,
                        "migration-state",
                        "Migration in another state",
                        "Migration %d is %s. To %s it, it has to be %s."
                                .formatted(migration.id(), migration.state().text(), verb, allowed))
                .at("state", migration.state().text())
                .exception();
    }
}
