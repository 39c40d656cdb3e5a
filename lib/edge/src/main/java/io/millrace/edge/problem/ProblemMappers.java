package io.millrace.edge.problem;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a request ends with into a problem document. */
public class ProblemMappers {
    private static final int RETRY_SECONDS = 5;
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response problem(ProblemException e) {
        return response(e.problem());
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
        return response(Problem.of(
                500,
                "internal-error",
                "Internal error",
                "The request failed for a reason that the service's log tells."));
    }

    /** The document as an answer; one of 503 says when to ask again. */
    public static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, problem.status() == 503 ? RETRY_SECONDS : null)
                .entity(problem)
                .build();
    }
}
