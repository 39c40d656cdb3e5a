package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.PartitionView;
import io.millrace.partition.SetKind;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /v1/datasets/{name}/partitions} and {@code /v1/tables/{name}/partitions}. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
        name = "Partitions",
        description = "The partitions of a dataset's table, or of a table that was adopted without one.")
@APIResponse(
        responseCode = "404",
        description = "There is no such dataset or table.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public interface PartitionApi {

    @GET
    @Operation(
            operationId = "listPartitions",
            summary = "List the partitions with their bounds and sizes, oldest first")
    @APIResponse(responseCode = "200", description = "The partitions.")
    List<PartitionView> list(@RestPath SetKind kind, @RestPath String name);

    @POST
    @Path("maintenance")
    @Operation(
            operationId = "maintainPartitions",
            summary = "Look after the partitions now",
            description =
                    "Makes what is missing: the current partition, those ahead, holes between them and the newest one behind, and parts of indexes. The same happens by itself on a schedule. With dryRun=true it is only told. Partitions past their retention are detached; GET …/partitions/archives tells what becomes of them then.")
    @APIResponse(responseCode = "200", description = "What the table needs, and what became of it.")
    @APIResponse(
            responseCode = "409",
            description = "Another maintenance has been running for half a minute.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    MaintenanceReport maintain(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun)
            throws InterruptedException;
}
