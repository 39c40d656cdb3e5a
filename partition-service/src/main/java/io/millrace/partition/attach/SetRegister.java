package io.millrace.partition.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.migrate.MigrationRequest;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The table is a partition set for as long as it is partitioned. */
@ApplicationScoped
class SetRegister {
    private final PartitionSets sets;
    private final Clock clock;

    SetRegister(PartitionSets sets, Clock clock) {
        this.sets = sets;
        this.clock = clock;
    }

    void add(SqlClient client, MigrationRequest request) {
        sets.register(client, request.set());
    }

    void remove(SqlClient client, TableName table) {
        sets.forget(client, table);
    }

    /** @return how many partitions ahead were made */
    int fill(SqlClient client, MigrationRequest request) {
        Instant now = clock.instant();
        return client.preparedQuery("SELECT millrace.fill_partitions($1::text::regclass, $2, $3, $4)")
                .executeAndAwait(Tuple.of(
                        request.table().sql(),
                        request.required().toString(),
                        now.atOffset(ZoneOffset.UTC),
                        request.ahead(now).atOffset(ZoneOffset.UTC)))
                .iterator()
                .next()
                .getInteger(0);
    }
}
