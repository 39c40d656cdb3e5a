package io.millrace.partition.migrate;

import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.plan.Table;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** What need not be asked about a table that is partitioned already. */
@ApplicationScoped
public class Completion {
    private final PgCatalog catalog;
    private final Pool pool;

    Completion(PgCatalog catalog, Pool pool) {
        this.catalog = catalog;
        this.pool = pool;
    }

    /** @return the request with the column and, unless it names another one, the policy of the table's partition set */
    public MigrationRequest of(MigrationRequest request) {
        return PartitionSets.find(pool, request.table())
                .map(request::with)
                .orElseGet(() -> request.withColumn(catalog.table(pool, request.table())
                        .map(Table::keyColumn)
                        .orElse(null)));
    }
}
