package io.millrace.partition.rows;

import io.millrace.edge.problem.ProblemMappers;
import io.millrace.rows.session.RowsException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what reading refuses into a problem document. */
public class RowProblemMapper {
    @ServerExceptionMapper
    public Response problem(RowsException e) {
        return ProblemMappers.response(RowProblems.of(e).problem());
    }
}
