package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.analysis.Analysis;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables/{table}/analyze}. */
@Path("/v1/tables/{table}/analyze")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Partitions")
public interface AnalyzeApi {

    @GET
    @Operation(operationId = "analyzeTable", summary = "How a table would spread over partitions", description = """
                    For any table, partitioned or not: how its rows would lie in partitions of an hour, a day, a week, a \
                    month, a quarter and a year, and which of these to take. Goes by a sample of pages; with exact=true \
                    every row is read. Changes nothing.""")
    @APIResponse(responseCode = "200", description = "Sizes for each interval, and the advice.")
    @APIResponse(
            responseCode = "400",
            description = "The column cannot be guessed, or is none.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "There is no such table.")
    Analysis analyze(
            @RestPath String table,
            @Parameter(description = "The time column; guessed when left out.") @RestQuery @Nullable String column,
            @Parameter(description = "Read every row instead of a sample.") @RestQuery boolean exact);
}
