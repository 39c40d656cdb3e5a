package io.millrace.migration;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.ExistingTable;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import io.millrace.postgres.Transactions;
import java.time.Clock;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

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
                .map(set -> completed(request, set))
                .orElseGet(() -> completed(
                        request,
                        catalog.table(handle, request.table())
                                .map(ExistingTable::keyColumn)
                                .orElse(null))));
    }

    private static MigrationRequest completed(MigrationRequest request, PartitionSet set) {
        Policy policy = set.policy();
        return new MigrationRequest(
                request.kind(),
                request.table(),
                set.timeColumn(),
                request.interval() == null ? policy.interval() : request.interval(),
                policy.premake(),
                policy.retention(),
                policy.expired(),
                request.from(),
                request.to());
    }

    private static MigrationRequest completed(MigrationRequest request, @Nullable String column) {
        return new MigrationRequest(
                request.kind(),
                request.table(),
                column,
                request.interval(),
                request.premake(),
                request.retention(),
                request.expired(),
                request.from(),
                request.to());
    }
}
