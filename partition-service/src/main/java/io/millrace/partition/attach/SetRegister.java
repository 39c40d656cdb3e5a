package io.millrace.partition.attach;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.policy.PartitionSet;
import io.millrace.partition.policy.Policy;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Tables become partition sets, and their partitions ahead are made. */
@ApplicationScoped
class SetRegister {
    private static final int DEFAULT_PREMAKE = 3;

    private final PartitionSets sets;
    private final Clock clock;

    SetRegister(PartitionSets sets, Clock clock) {
        this.sets = sets;
        this.clock = clock;
    }

    void add(SqlClient client, MigrationRequest request) {
        Policy policy = new Policy(
                Attaching.interval(request), premake(request), request.retention(), Expired.KEEP);
        sets.register(client, PartitionSet.of(null, request.table(), Attaching.column(request), policy));
    }

    void remove(SqlClient client, TableName table) {
        sets.forget(client, table);
    }

    /** @return how many were made */
    int fill(SqlClient client, MigrationRequest request) {
        Instant now = clock.instant();
        Instant last = Attaching.interval(request).plus(Attaching.interval(request).floor(now), premake(request));
        return client.preparedQuery("SELECT millrace.fill_partitions($1::text::regclass, $2, $3, $4)")
                .executeAndAwait(Tuple.of(
                        request.table().sql(),
                        Attaching.interval(request).toString(),
                        now.atOffset(ZoneOffset.UTC),
                        last.atOffset(ZoneOffset.UTC)))
                .iterator()
                .next()
                .getInteger(0);
    }

    private static int premake(MigrationRequest request) {
        return request.premake() == null ? DEFAULT_PREMAKE : request.premake();
    }
}
