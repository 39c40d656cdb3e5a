package io.millrace.partition.dataset;

import io.millrace.api.Problem;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.apply.PartitionApplier;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.Mismatch;
import io.millrace.partitioning.plan.PartitionChange.BuildIndex;
import io.millrace.postgres.Lease;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.SqlState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Gives a table that has partitions the unique index of a key: partition by partition, as maintenance builds other
 * indexes, so that loading goes on. It is done before the dataset gets its version, since it may turn out that rows are in
 * the way, and since no row may be loaded by a key that the table does not have.
 */
@ApplicationScoped
class KeyBuild {
    private static final Logger LOG = Logger.getLogger(KeyBuild.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Lease lease;
    private final PgCatalog catalog;
    private final PartitionApplier partitions;
    private final Jdbi jdbi;

    KeyBuild(Lease lease, PgCatalog catalog, PartitionApplier partitions, Jdbi jdbi) {
        this.lease = lease;
        this.catalog = catalog;
        this.partitions = partitions;
        this.jdbi = jdbi;
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
        for (BuildIndex part : jdbi.withHandle(handle -> catalog.unindexed(handle, table, true))) {
            if (Set.copyOf(part.columns()).equals(Set.copyOf(dataset.uniqueColumns()))) {
                build(dataset, part);
            }
        }
    }

    private void build(Dataset dataset, BuildIndex part) {
        try {
            partitions.apply(dataset.table(), part);
        } catch (JdbiException e) {
            drop(part, e);
            ServerError.of(e)
                    .filter(error -> error.sqlState().equals(SqlState.UNIQUE_VIOLATION))
                    .ifPresent(twice -> DatasetProblems.refuse(List.of(new Mismatch(
                            "key",
                            "%s has rows that %s does not tell apart, such as: %s Remove all but one of each, or use a key that tells them apart"
                                    .formatted(part.partition(), dataset.uniqueColumns(), twice.detail())))));
            throw e;
        }
    }

    /** A part of it would refuse rows that the dataset as it stands allows. */
    private void drop(BuildIndex part, JdbiException reason) {
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
