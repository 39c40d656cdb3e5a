package io.millrace.partition.attach;

import io.millrace.contract.dataset.Interval;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.SqlClient;

/** What the attaching of a table was asked for, and what it remembers of it. */
final class Attaching {
    private Attaching() {}

    static String column(MigrationRequest request) {
        return given("column", request.column());
    }

    static Interval interval(MigrationRequest request) {
        return given("interval", request.interval());
    }

    /** @throws IllegalStateException before the bounds are known */
    static Target target(Migration migration, SqlClient client) {
        Bounds bounds = AttachStore.bounds(client, migration.id())
                .orElseThrow(() -> new IllegalStateException("the bounds are not known yet"));
        return Target.above(column(migration.request()), bounds.suffix());
    }

    private static <T> T given(String field, @org.jspecify.annotations.Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + ": is required to attach a table");
        }
        return value;
    }
}
