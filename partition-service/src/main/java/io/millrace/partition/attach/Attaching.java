package io.millrace.partition.attach;

import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.Objects;

/** What the attaching of a table was asked for, and what it remembers of it. */
final class Attaching {
    private Attaching() {}

    /** @return that of a request that was found to have one */
    static String column(MigrationRequest request) {
        return Objects.requireNonNull(request.column(), "column");
    }

    /** @throws IllegalStateException before the bounds are known */
    static Target target(Migration migration, SqlClient client) {
        Bounds bounds = AttachStore.bounds(client, migration.id())
                .orElseThrow(() -> new IllegalStateException("the bounds are not known yet"));
        return Target.above(column(migration.request()), bounds.suffix());
    }
}
