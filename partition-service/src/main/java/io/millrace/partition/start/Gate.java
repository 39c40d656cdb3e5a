package io.millrace.partition.start;

import io.millrace.api.Problem;
import io.millrace.edge.problem.ProblemMappers;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Turns the API's callers away until its tables are there. */
class Gate {
    private final StartProgress progress;

    Gate(StartProgress progress) {
        this.progress = progress;
    }

    @ServerRequestFilter(nonBlocking = true)
    Optional<Response> filter(ContainerRequestContext request) {
        if (progress.isMigrated()) {
            return Optional.empty();
        }
        Problem problem = Problem.of(
                503, "starting", "Starting", "The service waits for PostgreSQL to create its tables. Try again.");
        return Optional.of(ProblemMappers.response(problem));
    }
}
