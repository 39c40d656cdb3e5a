package io.millrace.partition.report;

import io.millrace.api.Problem;
import io.millrace.edge.problem.ProblemMappers;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Transactions;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;

/** A database that is away or busy is a 503 with Retry-After, not an error of the service. */
public class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);
    /** Connection exceptions, insufficient resources, operator intervention. */
    private static final Set<String> AWAY = Set.of("08", "53", "57");

    @ServerExceptionMapper
    public Response refused(JdbiException e) {
        String state = ServerError.stateOf(e);
        if (Transactions.busy(e)) {
            return retry("table-busy", "Table busy", "The table is locked by others. Try again.");
        }
        // no connection free in time has no SQLSTATE
        return e instanceof ConnectionException || AWAY.stream().anyMatch(state::startsWith) ? away(e) : failed(e);
    }

    private static Response failed(Exception e) {
        LOG.error("a request failed", e);
        return ProblemMappers.response(Problem.of(
                500,
                "internal-error",
                "Internal error",
                "The request failed for a reason that the service's log tells."));
    }

    private static Response away(Exception e) {
        LOG.warnf("PostgreSQL is away: %s", ServerError.messageOf(e));
        return retry("database-away", "Database away", "PostgreSQL does not answer. Try again.");
    }

    private static Response retry(String slug, String title, String detail) {
        return ProblemMappers.response(Problem.of(503, slug, title, detail));
    }
}
