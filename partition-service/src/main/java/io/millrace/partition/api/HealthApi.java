package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.health.HealthReport;
import io.millrace.partition.SetKind;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /v1/partitions/health} and {@code /v1/datasets/{name}/partitions/health}. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Partitions")
public interface HealthApi {

    @GET
    @Path("partitions/health")
    @Operation(
            operationId = "healthOfAll",
            summary = "How all partition sets fare",
            description = "Findings, the worst first, each with what was seen and the command that mends it.")
    @APIResponse(responseCode = "200", description = "The report; no findings when all is well.")
    HealthReport all();

    @GET
    @Path(SetKind.SEGMENT + "/{name}/partitions/health")
    @Operation(operationId = "health", summary = "How a partition set fares")
    @APIResponse(responseCode = "200", description = "The report; no findings when all is well.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such dataset or table.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HealthReport one(@RestPath SetKind kind, @RestPath String name);
}
