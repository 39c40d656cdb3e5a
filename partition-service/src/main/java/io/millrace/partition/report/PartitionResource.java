package io.millrace.partition.report;

import io.millrace.api.Problem;
import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.PartitionView;
import io.millrace.partition.SetKind;
import io.millrace.partition.maintain.Maintenance;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.catalog.PgCatalog.SizedPartition;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Lease;
import io.millrace.postgres.Transactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
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

/** {@code /v1/datasets/{name}/partitions} and {@code /v1/tables/{name}/partitions}. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(
        name = "Partitions",
        description = "The partitions of a dataset's table, or of a table that was adopted without one.")
@APIResponse(
        responseCode = "404",
        description = "There is no such dataset or table.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class PartitionResource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PartitionSets sets;
    private final Transactions transactions;
    private final PgCatalog catalog;
    private final Maintenance maintenance;
    private final Lease lease;
    private final Jdbi jdbi;

    PartitionResource(
            PartitionSets sets,
            Transactions transactions,
            PgCatalog catalog,
            Maintenance maintenance,
            Lease lease,
            Jdbi jdbi) {
        this.sets = sets;
        this.transactions = transactions;
        this.catalog = catalog;
        this.maintenance = maintenance;
        this.lease = lease;
        this.jdbi = jdbi;
    }

    @GET
    @Operation(
            operationId = "listPartitions",
            summary = "List the partitions with their bounds and sizes, oldest first")
    @APIResponse(responseCode = "200", description = "The partitions.")
    public List<PartitionView> list(@RestPath SetKind kind, @RestPath String name) {
        PartitionSet set = set(kind, name);
        return transactions
                .run("sizes of " + set.table(), handle -> catalog.sizedPartitions(handle, set.table()))
                .stream()
                .map(PartitionResource::view)
                .toList();
    }

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
    public MaintenanceReport maintain(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(description = "Tell what would be done and do nothing.") @RestQuery boolean dryRun)
            throws InterruptedException {
        PartitionSet set = set(kind, name);
        if (dryRun) {
            return maintenance.dryRun(set);
        }
        return lease.tryRun(PATIENCE, () -> maintenance.run(set)).orElseThrow(() -> Problem.of(
                        409, "maintenance-running", "Maintenance running", "Another maintenance runs. Try again.")
                .exception());
    }

    private static PartitionView view(SizedPartition sized) {
        Partition partition = sized.partition();
        return new PartitionView(
                partition.name(),
                partition.begins() ? partition.lower() : null,
                partition.ends() ? partition.upper() : null,
                sized.rows(),
                sized.bytes());
    }

    private PartitionSet set(SetKind kind, String name) {
        return jdbi.withHandle(handle -> kind.required(handle, sets, name));
    }
}
