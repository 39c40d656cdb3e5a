package io.millrace.edge.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a request ends with into a problem document. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response problem(ProblemException e) {
        return e.problem().response();
    }

    /** What the framework itself refuses: no such path, wrong method, wrong media type, unreadable body. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response response = e.getResponse();
        if (response.getStatus() >= 500) {
            return unexpected(e);
        }
        String reason = response.getStatusInfo().getReasonPhrase();
        String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        Problem problem = Problem.of(
                response.getStatus(),
                reason.toLowerCase(Locale.ROOT).replace(' ', '-'),
                reason,
                String.valueOf(message));
        return Response.fromResponse(response)
                .entity(problem)
                .type(Problem.MEDIA_TYPE)
                .build(); // keeps Allow and the like
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e) {
        LOG.error("a request failed", e);
        return Problem.of(
                        500,
                        "internal-error",
                        "Internal error",
                        "The request failed for a reason that the service's log tells.")
                .response();
    }
}
