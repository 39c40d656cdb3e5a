package io.millrace.partition.archive;

import io.millrace.api.Problem;
import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveView;
import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.Archived;
import io.millrace.archive.restore.Restore;
import io.millrace.archive.restore.RestorePlan;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.Expired;
import io.millrace.partition.SetKind;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.policy.PartitionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
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
import org.jdbi.v3.core.Jdbi;

/** {@code …/partitions/archives} and what is asked of single partitions. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Archive", description = "Partitions that left their table: kept beside it, dropped, or archived.")
@APIResponse(
        responseCode = "404",
        description = "There is no such dataset, table, partition or archived partition.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ArchiveResource {
    private final PartitionSets sets;
    private final PgCatalog catalog;
    private final PartitionExpiry expiry;
    private final Restore restore;
    private final Stores stores;
    private final Event<ExpirySchedule.Due> due;
    private final Jdbi jdbi;

    ArchiveResource(
            PartitionSets sets,
            PgCatalog catalog,
            PartitionExpiry expiry,
            Restore restore,
            Stores stores,
            Event<ExpirySchedule.Due> due,
            Jdbi jdbi) {
        this.sets = sets;
        this.catalog = catalog;
        this.expiry = expiry;
        this.restore = restore;
        this.stores = stores;
        this.due = due;
        this.jdbi = jdbi;
    }

    @GET
    @Path("archives")
    @Operation(
            operationId = "listArchivedPartitions",
            summary = "List the partitions that left the table, oldest first, and how far each is")
    @APIResponse(responseCode = "200", description = "The partitions that left the table.")
    public List<ArchiveView> list(@RestPath SetKind kind, @RestPath String name) {
        PartitionSet set = set(kind, name);
        return jdbi.withHandle(handle -> ArchiveLog.of(handle, set.table())).stream()
                .map(ArchiveAnswers::of)
                .toList();
    }

    @GET
    @Path("archives/{id}")
    @Operation(operationId = "getArchivedPartition", summary = "Tell how far a partition that left the table is")
    @APIResponse(responseCode = "200", description = "The partition.")
    public ArchiveView get(@RestPath SetKind kind, @RestPath String name, @RestPath long id) {
        return ArchiveAnswers.of(line(set(kind, name), id));
    }

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
    public Response archive(
            @RestPath SetKind kind,
            @RestPath String name,
            @RestPath String partition,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun) {
        PartitionSet set = set(kind, name);
        if (jdbi.withHandle(handle -> catalog.partitions(handle, set.table())).stream()
                .noneMatch(there -> there.name().equals(partition))) {
            throw ArchiveProblems.unknownPartition(set, partition);
        }
        if (!stores.configured()) {
            throw ArchiveProblems.noArchive(partition);
        }
        List<String> steps = List.of("detach", "write", "verify", "drop");
        if (dryRun) {
            return Response.ok(new ArchivePlan(true, null, partition, steps, List.of(), List.of()))
                    .build();
        }
        Archived line = expiry.begin(set.table(), partition, Expired.ARCHIVE)
                .orElseThrow(() -> ArchiveProblems.unknownPartition(set, partition));
        due.fireAsync(new ExpirySchedule.Due());
        return accepted(new ArchivePlan(false, line.id(), partition, steps, List.of(), List.of()));
    }

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
    public Response restore(
            @RestPath SetKind kind,
            @RestPath String name,
            @RestPath long id,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun) {
        Archived line = line(set(kind, name), id);
        RestorePlan plan = restore.plan(line);
        if (dryRun) {
            return Response.ok(ArchiveAnswers.of(plan, true)).build();
        }
        if (!plan.refusals().isEmpty()) {
            throw ArchiveProblems.cannotRestore(plan);
        }
        restore.begin(line);
        due.fireAsync(new ExpirySchedule.Due());
        return accepted(ArchiveAnswers.of(plan, false));
    }

    @POST
    @Path("archives/{id}/release")
    @Operation(
            operationId = "releasePartition",
            summary = "Let retention have a restored partition again",
            description = "The next maintenance detaches it when it is past the retention.")
    @APIResponse(responseCode = "200", description = "The partition, released.")
    public ArchiveView release(@RestPath SetKind kind, @RestPath String name, @RestPath long id) {
        PartitionSet set = set(kind, name);
        long there = line(set, id).id();
        jdbi.useHandle(handle -> ArchiveLog.hold(handle, there, false));
        return ArchiveAnswers.of(line(set, id));
    }

    private PartitionSet set(SetKind kind, String name) {
        return jdbi.withHandle(handle -> kind.required(handle, sets, name));
    }

    private Archived line(PartitionSet set, long id) {
        return jdbi.withHandle(handle -> ArchiveLog.find(handle, id))
                .filter(line -> line.table().equals(set.table()))
                .orElseThrow(() -> ArchiveProblems.unknownArchive(set, id));
    }

    private static Response accepted(ArchivePlan plan) {
        return Response.accepted(plan).build();
    }
}
