package io.millrace.migration.attach;

import io.millrace.migration.Migration;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.migration.recreate.TargetTable;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the attaching of a table remembers. */
final class AttachStore {
    private AttachStore() {}

    static Optional<AttachBounds> bounds(Handle handle, long migration) {
        return handle.select(
                        "SELECT lower_bound, upper_bound, part_suffix FROM millrace.migration_attach WHERE migration_id = ?",
                        migration)
                .map((row, context) -> new AttachBounds(row.getString(1), row.getString(2), row.getString(3)))
                .findFirst();
    }

    /** @throws IllegalStateException before the bounds are known */
    static TargetTable target(Handle handle, Migration migration) {
        return bounds(handle, migration.id())
                .orElseThrow(() -> new IllegalStateException("the bounds are not known yet"))
                .target(migration.request().requiredColumn());
    }

    static void keep(Handle handle, long migration, AttachBounds bounds) {
        handle.execute(
                "INSERT INTO millrace.migration_attach VALUES (?, ?, ?, ?)",
                migration,
                bounds.lower(),
                bounds.upper(),
                bounds.suffix());
    }

    /** Tells when the new table took the place of the old one, and that it does no longer. */
    static void swapped(Handle handle, long migration, boolean swapped) {
        handle.execute(
                "UPDATE millrace.migration SET swapped_at = CASE WHEN ? THEN clock_timestamp() END WHERE id = ?",
                swapped,
                migration);
    }

    /** @return the keys as they were before the swap */
    static List<Key> keys(Handle handle, long migration) {
        return handle.select(
                        "SELECT name, constraint_definition, definition FROM millrace.migration_key WHERE migration_id = ? ORDER BY name",
                        migration)
                .map((row, context) -> new Key(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    static void keep(Handle handle, long migration, List<Key> keys) {
        for (Key key : keys) {
            handle.createUpdate("INSERT INTO millrace.migration_key VALUES (?, ?, ?, ?)")
                    .bind(0, migration)
                    .bind(1, key.name())
                    .bind(2, key.constraint())
                    .bind(3, key.definition())
                    .execute();
        }
    }
}
