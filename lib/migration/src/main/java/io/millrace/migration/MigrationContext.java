package io.millrace.migration;

import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.ExistingTable;
import io.millrace.postgres.Transactions;
import java.time.Clock;
import org.jdbi.v3.core.Jdbi;

/**
 * What every kind of migration works with.
 *
 * @param transactions DDL under {@code lock_timeout}
 */
public record MigrationContext(
        Jdbi jdbi,
        Transactions transactions,
        PgCatalog catalog,
        PartitionSets sets,
        MigrationSettings settings,
        Clock clock) {

    /**
     * What need not be asked about a table that is partitioned already.
     *
     * @return the request with the column and, unless it names another one, the policy of the table's partition set
     */
    public MigrationRequest completed(MigrationRequest request) {
        return jdbi.withHandle(handle -> PartitionSets.find(handle, request.table())
                .map(request::with)
                .orElseGet(() -> request.withColumn(catalog.table(handle, request.table())
                        .map(ExistingTable::keyColumn)
                        .orElse(null))));
    }
}
