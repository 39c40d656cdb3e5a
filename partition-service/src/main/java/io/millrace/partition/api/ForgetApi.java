package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.migration.Forgotten;
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

/** {@code /v1/tables/{name}/forget}. */
@Path(AdoptApi.TABLE + "/forget")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Partitions")
public interface ForgetApi {

    @POST
    @Operation(
            operationId = "forgetTable",
            summary = "Maintain a table no longer",
            description = "The reverse of adopt. The table, its rows and its partitions stay.")
    @APIResponse(
            responseCode = "200",
            description = "It is no partition set any more, or with dryRun=true would not be.")
    @APIResponse(
            responseCode = "404",
            description = "It is none.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description = "A dataset owns it.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Forgotten forget(
            @Parameter(description = "schema.name", example = "public.events") @RestPath String name,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun);
}
