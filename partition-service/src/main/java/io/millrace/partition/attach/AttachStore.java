package io.millrace.partition.attach;

import io.millrace.partition.shape.PartitionSql.Key;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the attaching of a table remembers. */
final class AttachStore {
    private AttachStore() {}

    static Optional<Bounds> bounds(SqlClient client, long migration) {
        return StreamSupport.stream(
                        client.preparedQuery(
                                        "SELECT lower_bound, upper_bound, part_suffix FROM millrace.migration_attach WHERE migration_id = $1")
                                .executeAndAwait(Tuple.of(migration))
                                .spliterator(),
                        false)
                .map(row -> new Bounds(row.getString(0), row.getString(1), row.getString(2)))
                .findFirst();
    }

    static void keep(SqlClient client, long migration, Bounds bounds) {
        client.preparedQuery("INSERT INTO millrace.migration_attach VALUES ($1, $2, $3, $4)")
                .executeAndAwait(Tuple.of(migration, bounds.lower(), bounds.upper(), bounds.suffix()));
    }

    /** Tells when the new table took the place of the old one, and that it does no longer. */
    static void swapped(SqlClient client, long migration, boolean there) {
        client.preparedQuery(
                        "UPDATE millrace.migration SET swapped_at = CASE WHEN $2 THEN clock_timestamp() END WHERE id = $1")
                .executeAndAwait(Tuple.of(migration, there));
    }

    /** @return the keys as they were before the swap */
    static List<Key> keys(SqlClient client, long migration) {
        return StreamSupport.stream(
                        client.preparedQuery(
                                        "SELECT name, constraint_definition, definition FROM millrace.migration_key WHERE migration_id = $1 ORDER BY name")
                                .executeAndAwait(Tuple.of(migration))
                                .spliterator(),
                        false)
                .map(row -> new Key(row.getString(0), row.getString(1), row.getString(2)))
                .toList();
    }

    static void keep(SqlClient client, long migration, List<Key> keys) {
        for (Key key : keys) {
            client.preparedQuery("INSERT INTO millrace.migration_key VALUES ($1, $2, $3, $4)")
                    .executeAndAwait(Tuple.of(migration, key.name(), key.constraint(), key.definition()));
        }
    }
}
