package io.millrace.partition.wiring;

import io.millrace.partitioning.apply.Expiry;
import io.millrace.partitioning.apply.PartitionApplier;
import io.millrace.partitioning.apply.TableApplier;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.postgres.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Keeping tables in partitions. */
final class PartitioningWiring {
    private PartitioningWiring() {}

    @Produces
    @Singleton
    static PgCatalog catalog() {
        return new PgCatalog();
    }

    @Produces
    @Singleton
    static PartitionSets sets() {
        return new PartitionSets();
    }

    @Produces
    @Singleton
    static TableApplier tables() {
        return new TableApplier();
    }

    @Produces
    @Singleton
    static PartitionApplier partitions(Transactions transactions, Expiry expiry, Jdbi jdbi) {
        return new PartitionApplier(transactions, expiry, jdbi);
    }
}
