package io.millrace.partition.report;

import io.millrace.edge.problem.Problem;
import io.millrace.partition.apply.Transactions;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A database that is away or busy is a 503 with Retry-After, not an error of the service. */
public class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);
    private static final int RETRY_SECONDS = 5;
    /** Connection exceptions, insufficient resources, operator intervention. */
    private static final Set<String> AWAY = Set.of("08", "53", "57");
    /** The tables of Millrace itself: not there before the first migration. */
    private static final Set<String> UNDEFINED = Set.of("3F000", "42P01", "42883");

    @ServerExceptionMapper
    public Response refused(PgException e) {
        String state = e.getSqlState();
        if (Transactions.busy(e)) {
            return retry("table-busy", "Table busy", "The table is locked by others. Try again.");
        }
        if (AWAY.contains(state.substring(0, 2)) || UNDEFINED.contains(state)) {
            return away(e);
        }
        LOG.errorf(e, "PostgreSQL refused a statement [%s]", state);
        return Problem.of(
                        500,
                        "internal-error",
                        "Internal error",
                        "The request failed for a reason that the service's log tells.")
                .response();
    }

    @ServerExceptionMapper
    public Response unreachable(ConnectException e) {
        return away(e);
    }

    /** A connection that was lost, or none free in time. */
    @ServerExceptionMapper
    public Response lost(VertxException e) {
        return away(e);
    }

    private static Response away(Exception e) {
        LOG.warnf("PostgreSQL is away: %s", e.getMessage());
        return retry("database-away", "Database away", "PostgreSQL does not answer, or is not set up yet. Try again.");
    }

    private static Response retry(String slug, String title, String detail) {
        return Response.fromResponse(Problem.of(503, slug, title, detail).response())
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }
}
