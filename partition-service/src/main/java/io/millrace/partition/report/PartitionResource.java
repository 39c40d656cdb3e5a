package io.millrace.partition.report;

import io.millrace.api.Problem;
import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.PartitionView;
import io.millrace.partition.SetKind;
import io.millrace.partition.api.PartitionApi;
import io.millrace.partition.maintain.Maintenance;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.catalog.PgCatalog.SizedPartition;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Lease;
import io.millrace.postgres.Transactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** {@code /v1/datasets/{name}/partitions} and {@code /v1/tables/{name}/partitions}. */
@Singleton
@RunOnVirtualThread
public class PartitionResource implements PartitionApi {
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

    @Override
    public List<PartitionView> list(SetKind kind, String name) {
        PartitionSet set = set(kind, name);
        return transactions
                .run("sizes of " + set.table(), handle -> catalog.sizedPartitions(handle, set.table()))
                .stream()
                .map(PartitionResource::view)
                .toList();
    }

    @Override
    public MaintenanceReport maintain(SetKind kind, String name, boolean dryRun) throws InterruptedException {
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
