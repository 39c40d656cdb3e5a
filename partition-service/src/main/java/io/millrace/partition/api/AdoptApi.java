package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.migration.AdoptPlan;
import io.millrace.api.migration.AdoptRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
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

/** {@code /v1/tables/{name}/adopt}. */
@Path(AdoptApi.TABLE + "/adopt")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Partitions")
@APIResponse(
        responseCode = "404",
        description = "There is no such table.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "409",
        description = "Something stands in the way; `detail` tells all of it.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public interface AdoptApi {
    /** As a pattern: a literal would take all paths of a table away from the resources of its partitions. */
    String TABLE = "/v1/{kind: tables}/{name}";

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "adoptTable",
            summary = "Maintain a table that is partitioned already, without a dataset",
            description =
                    "By hand or by pg_partman: its interval, premake and retention are found out, and what the request names wins. From then on it is maintained like the table of a dataset. Nothing of the table is changed. Repeated with other values it changes the policy.")
    @APIResponse(responseCode = "200", description = "What was done, or with dryRun=true would be.")
    @APIResponse(responseCode = "400", description = "Bad Request")
    AdoptPlan adopt(
            @Parameter(description = "schema.name", example = "public.events") @RestPath String name,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun,
            @Nullable AdoptRequest request);
}
