package io.millrace.partition.dataset;

import io.millrace.api.Problem;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Lease;
import io.millrace.partition.apply.PartitionApplier;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.plan.PartitionChange.BuildIndex;
import io.millrace.partition.plan.Refusal;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Gives a table that has partitions the unique index of a key: partition by partition, as maintenance builds other
 * indexes, so that loading goes on. It is done before the dataset gets its version, since it may turn out that rows are in
 * the way, and since no row may be loaded by a key that the table does not have.
 */
@ApplicationScoped
class KeyBuild {
    private static final Logger LOG = Logger.getLogger(KeyBuild.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String UNIQUE_VIOLATION = "23505";

    private final Lease lease;
    private final PgCatalog catalog;
    private final PartitionApplier partitions;
    private final Pool pool;

    KeyBuild(Lease lease, PgCatalog catalog, PartitionApplier partitions, Pool pool) {
        this.lease = lease;
        this.catalog = catalog;
        this.partitions = partitions;
        this.pool = pool;
    }

    /**
     * Two who build the same index would take each other's unfinished part for a broken one.
     *
     * @throws io.millrace.api.ProblemException 409 when indexes are being built all the time
     */
    <T> T alone(Supplier<T> work) {
        try {
            return lease.tryRun(PATIENCE, work).orElseThrow(KeyBuild::busy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    /**
     * Builds what partitions lack of the index, which the parent has.
     *
     * @throws io.millrace.api.ProblemException 409 when two rows have one key; the index is gone then
     */
    void build(Dataset dataset) {
        TableName table = dataset.table();
        for (BuildIndex part : catalog.unindexed(pool, table, true)) {
            if (Set.copyOf(part.columns()).equals(Set.copyOf(dataset.uniqueColumns()))) {
                build(dataset, part);
            }
        }
    }

    private void build(Dataset dataset, BuildIndex part) {
        try {
            partitions.apply(dataset.table(), part);
        } catch (PgException e) {
            drop(part, e);
            if (UNIQUE_VIOLATION.equals(e.getSqlState())) {
                DatasetProblems.refuse(List.of(new Refusal(
                        "key",
                        "%s has rows that %s does not tell apart, such as: %s Remove all but one of each, or use a key that tells them apart"
                                .formatted(part.partition(), dataset.uniqueColumns(), e.getDetail()))));
            }
            throw e;
        }
    }

    /** A part of it would refuse rows that the dataset as it stands allows. */
    private void drop(BuildIndex part, PgException reason) {
        try {
            partitions.drop(part);
        } catch (RuntimeException alsoFailed) {
            reason.addSuppressed(alsoFailed);
            LOG.errorf(
                    alsoFailed,
                    "index %s is unfinished and cannot be dropped: apply the dataset again, or drop it by hand",
                    part.index());
        }
    }

    private static RuntimeException busy() {
        return Problem.of(
                        409,
                        "maintenance-running",
                        "Maintenance running",
                        "Indexes are being built by another run. Try again.")
                .exception();
    }
}
