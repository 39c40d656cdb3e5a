package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.partition.Growth;
import io.millrace.partition.SetKind;
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

/** {@code /v1/datasets/{name}/partitions/stats}. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions/stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Partitions")
public interface StatsApi {

    @GET
    @Operation(
            operationId = "partitionStats",
            summary = "How a partition set grows",
            description = "Rows and bytes as they were written down every hour, and their growth per day.")
    @APIResponse(responseCode = "200", description = "What was written down, the oldest first.")
    @APIResponse(responseCode = "400", description = "since is no time.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such dataset or table.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Growth stats(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(description = "The first time; 30 days ago when left out.", example = "2026-01-01T00:00:00Z")
                    @RestQuery
                    @Nullable
                    String since);
}
