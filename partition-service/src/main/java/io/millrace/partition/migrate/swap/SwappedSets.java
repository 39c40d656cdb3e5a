package io.millrace.partition.migrate.swap;

import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.migrate.MigrationRequest;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;

/** The table is a partition set for as long as it is partitioned. */
@ApplicationScoped
class SwappedSets {
    private final PartitionSets sets;

    SwappedSets(PartitionSets sets) {
        this.sets = sets;
    }

    void swapped(SqlClient client, Exchange exchange) {
        note(client, exchange, exchange.becomesPartitioned());
    }

    void swappedBack(SqlClient client, Exchange exchange) {
        note(client, exchange, !exchange.becomesPartitioned());
    }

    private void note(SqlClient client, Exchange exchange, boolean partitioned) {
        MigrationRequest request = exchange.migration().request();
        if (!partitioned) {
            sets.forget(client, exchange.table());
        } else if (request.interval() != null) { // otherwise it was none before
            sets.register(client, request.set());
        }
    }
}
