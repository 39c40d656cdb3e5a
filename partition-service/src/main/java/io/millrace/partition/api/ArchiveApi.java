package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveView;
import io.millrace.partition.SetKind;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code …/partitions/archives} and what is asked of single partitions. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Archive", description = "Partitions that left their table: kept beside it, dropped, or archived.")
@APIResponse(
        responseCode = "404",
        description = "There is no such dataset, table, partition or archived partition.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public interface ArchiveApi {

    @GET
    @Path("archives")
    @Operation(
            operationId = "listArchivedPartitions",
            summary = "List the partitions that left the table, oldest first, and how far each is")
    @APIResponse(responseCode = "200", description = "The partitions that left the table.")
    List<ArchiveView> list(@RestPath SetKind kind, @RestPath String name);

    @GET
    @Path("archives/{id}")
    @Operation(operationId = "getArchivedPartition", summary = "Tell how far a partition that left the table is")
    @APIResponse(responseCode = "200", description = "The partition.")
    ArchiveView get(@RestPath SetKind kind, @RestPath String name, @RestPath long id);

    @POST
    @Path("{partition}/archive")
    @Operation(
            operationId = "archivePartition",
            summary = "Archive a partition now",
            description =
                    "Whatever the retention: it is detached, written, read back and compared, and then dropped. It is done in the background; GET …/archives/{id} tells how far it is.")
    @APIResponse(
            responseCode = "202",
            description = "It is written down, and will be done.",
            content = @Content(schema = @Schema(implementation = ArchivePlan.class)))
    @APIResponse(
            responseCode = "409",
            description = "No archive is configured.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Response archive(
            @RestPath SetKind kind,
            @RestPath String name,
            @RestPath String partition,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun);

    @POST
    @Path("archives/{id}/restore")
    @Operation(
            operationId = "restorePartition",
            summary = "Make it a partition again",
            description =
                    "From the archive: into a new table, compared with what was written, and attached. Or the table as it stands, when it was not dropped. It is held then: retention leaves it alone until it is released. It is done in the background; GET …/archives/{id} tells how far it is.")
    @APIResponse(
            responseCode = "202",
            description = "It is written down, and will be done.",
            content = @Content(schema = @Schema(implementation = ArchivePlan.class)))
    @APIResponse(
            responseCode = "409",
            description = "It cannot be restored; the detail says why.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Response restore(
            @RestPath SetKind kind,
            @RestPath String name,
            @RestPath long id,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun);

    @POST
    @Path("archives/{id}/release")
    @Operation(
            operationId = "releasePartition",
            summary = "Let retention have a restored partition again",
            description = "The next maintenance detaches it when it is past the retention.")
    @APIResponse(responseCode = "200", description = "The partition, released.")
    ArchiveView release(@RestPath SetKind kind, @RestPath String name, @RestPath long id);
}
