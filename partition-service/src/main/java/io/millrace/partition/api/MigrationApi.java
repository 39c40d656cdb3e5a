package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationView;
import jakarta.ws.rs.Consumes;
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
import org.jspecify.annotations.Nullable;

/** {@code /v1/migrations}. */
@Path("/v1/migrations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Migrations", description = "Tables get partitions, lose them, or get other ones, while they are in use.")
@APIResponse(
        responseCode = "404",
        description = "There is no such migration.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "409",
        description = "Something stands in the way, or the migration is in another state.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public interface MigrationApi {

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "migrate",
            summary = "Begin a migration, or tell what it would do",
            description =
                    "kind=copy copies a plain table into a partitioned one, which takes its place; attach makes the table a partition of a new parent; recut splits or merges partitions; undo makes a partitioned table a plain one. Writers go on. It runs in the background; the answer tells where to look. With dryRun=true nothing is touched and the plan is told.")
    @APIResponse(
            responseCode = "200",
            description = "dryRun=true: the plan.",
            content = @Content(schema = @Schema(implementation = MigrationPlan.class)))
    @APIResponse(
            responseCode = "202",
            description = "It has begun.",
            content = @Content(schema = @Schema(implementation = MigrationView.class)))
    @APIResponse(
            responseCode = "422",
            description = "Something is missing from the request.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "400", description = "Bad Request")
    Response begin(
            @Nullable MigrationRequest request,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun);

    @GET
    @Operation(operationId = "listMigrations", summary = "List the newest hundred migrations, newest first")
    @APIResponse(responseCode = "200", description = "The migrations.")
    List<MigrationView> list();

    @GET
    @Path("{id}")
    @Operation(operationId = "getMigration", summary = "Tell how far a migration is")
    @APIResponse(responseCode = "200", description = "The migration.")
    MigrationView get(@RestPath long id);

    @POST
    @Path("{id}/pause")
    @Operation(
            operationId = "pauseMigration",
            summary = "Pause a running migration",
            description = "What is written to the table meanwhile is still captured.")
    @APIResponse(responseCode = "200", description = "It pauses as soon as the batch under way is copied.")
    MigrationView pause(@RestPath long id);

    @POST
    @Path("{id}/resume")
    @Operation(operationId = "resumeMigration", summary = "Go on with a migration that is paused or has failed")
    @APIResponse(responseCode = "200", description = "It runs again.")
    MigrationView resume(@RestPath long id);

    @POST
    @Path("{id}/rollback")
    @Operation(
            operationId = "rollBackMigration",
            summary = "Make everything as it was, before the swap or after it",
            description = "After the swap, the old table first gets all that has been written since.")
    @APIResponse(responseCode = "200", description = "It is being rolled back in the background.")
    MigrationView rollBack(@RestPath long id);

    @POST
    @Path("{id}/cleanup")
    @Operation(operationId = "cleanUpMigration", summary = "Drop the old table and all that a rollback would need")
    @APIResponse(responseCode = "200", description = "It is being cleaned up in the background.")
    MigrationView cleanUp(@RestPath long id);
}
