package io.millrace.partition.report;

import io.millrace.api.Problem;
import io.millrace.edge.problem.ProblemMappers;
import io.millrace.partition.apply.Transactions;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A database that is away or busy is a 503 with Retry-After, not an error of the service. */
public class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);
    /** Connection exceptions, insufficient resources, operator intervention. */
    private static final Set<String> AWAY = Set.of("08", "53", "57");

    @ServerExceptionMapper
    public Response refused(PgException e) {
        String state = e.getSqlState();
        if (Transactions.busy(e)) {
            return retry("table-busy", "Table busy", "The table is locked by others. Try again.");
        }
        if (AWAY.contains(state.substring(0, 2))) {
            return away(e);
        }
        return failed(e);
    }

    private static Response failed(Exception e) {
        LOG.error("a request failed", e);
        return ProblemMappers.response(Problem.of(
                500,
                "internal-error",
                "Internal error",
                "The request failed for a reason that the service's log tells."));
    }

    /** How a failure that is a checked exception leaves the client: a lost connection, or none free in time. */
    @ServerExceptionMapper
    public Response wrapped(CompletionException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException || cause instanceof NoStackTraceThrowable ? away(e) : failed(e);
    }

    /** As above, of statements that take a connection by themselves. */
    @ServerExceptionMapper
    public Response lost(VertxException e) {
        return away(e);
    }

    private static Response away(Exception e) {
        LOG.warnf("PostgreSQL is away: %s", e.getMessage());
        return retry("database-away", "Database away", "PostgreSQL does not answer. Try again.");
    }

    private static Response retry(String slug, String title, String detail) {
        return ProblemMappers.response(Problem.of(503, slug, title, detail));
    }
}
