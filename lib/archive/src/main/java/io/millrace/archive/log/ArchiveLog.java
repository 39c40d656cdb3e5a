package io.millrace.archive.log;

import io.millrace.api.archive.ArchiveState;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The lines of {@code millrace.archive}. */
public final class ArchiveLog {
    /** What the table's name means now; a line that speaks of a table that is no more does not stand in the way. */
    private static final String FORGET_GONE = """
            UPDATE millrace.archive SET state = 'gone'
             WHERE schema_name = :schema AND table_name = :table AND partition_name = :partition
               AND state IN ('detaching', 'detached')
               AND partition_oid <> coalesce(to_regclass(format('%I.%I', :schema::text, :partition::text))::oid::bigint, 0)
            """;

    private static final String BEGIN = """
            INSERT INTO millrace.archive (schema_name, table_name, partition_name, partition_oid, lower, upper, expired)
            SELECT :schema, :table, :partition, p.partition::oid::bigint, nullif(p.lower, '-infinity'),
                   nullif(p.upper, 'infinity'), :expired
              FROM millrace.partitions(to_regclass(format('%I.%I', :schema::text, :table::text))) p
             WHERE p.partition::oid = to_regclass(format('%I.%I', :schema::text, :partition::text))
            ON CONFLICT (schema_name, table_name, partition_name) WHERE state NOT IN ('dropped', 'restored', 'gone')
            DO UPDATE SET expired = excluded.expired
            RETURNING *
            """;
    private static final String OPEN = """
            SELECT * FROM millrace.archive
             WHERE state IN ('detaching', 'written', 'verified', 'restoring')
                OR state = 'detached' AND expired IN ('drop', 'archive')
             ORDER BY lower NULLS FIRST, id
            """;
    private static final String OF = """
            SELECT * FROM millrace.archive WHERE schema_name = ? AND table_name = ? ORDER BY lower NULLS FIRST, id
            """;
    private static final String WRITTEN = """
            UPDATE millrace.archive SET state = 'written', written_at = now(), error = NULL, location = :location,
                   manifest = :manifest, rows = :rows, bytes = :bytes, fingerprint = :fingerprint
             WHERE id = :id AND state = :state
            """;

    private ArchiveLog() {}

    /**
     * Writes down that a partition leaves its table, before it does.
     *
     * @return the line; nothing when there is no such partition
     */
    public static Optional<Archived> begin(Handle handle, TableName table, String partition, Expired expired) {
        handle.createUpdate(FORGET_GONE)
                .bind("schema", table.schema())
                .bind("table", table.name())
                .bind("partition", partition)
                .execute();
        return handle.createQuery(BEGIN)
                .bind("schema", table.schema())
                .bind("table", table.name())
                .bind("partition", partition)
                .bind("expired", expired.toString())
                .map((row, context) -> archived(row))
                .findFirst();
    }

    /** @return what there is still something to do for, in the order of time */
    public static List<Archived> open(Handle handle) {
        return handle.select(OPEN).map((row, context) -> archived(row)).list();
    }

    /** @return all partitions that left the table, in the order of time */
    public static List<Archived> of(Handle handle, TableName table) {
        return handle.select(OF, table.schema(), table.name())
                .map((row, context) -> archived(row))
                .list();
    }

    /** @return the partitions that are in the archive and nowhere else and hold times of [from, to), in the order of time */
    public static List<Archived> covering(Handle handle, TableName table, Instant from, Instant to) {
        return of(handle, table).stream()
                .filter(line -> line.onlyInArchive() && line.holds(from, to))
                .toList();
    }

    /** @return the partitions of [from, to) that are on their way into the archive, or back from it */
    public static List<Archived> underWay(Handle handle, TableName table, Instant from, Instant to) {
        return of(handle, table).stream()
                .filter(line -> line.isUnderWay() && line.holds(from, to))
                .toList();
    }

    public static Optional<Archived> find(Handle handle, long id) {
        return handle.select("SELECT * FROM millrace.archive WHERE id = ?", id)
                .map((row, context) -> archived(row))
                .findFirst();
    }

    /** @return what retention is to do with the partitions of the table; nothing when it is no partition set */
    public static Optional<Expired> policy(Handle handle, TableName table) {
        return handle.select(
                        "SELECT expired FROM millrace.partition_set WHERE schema_name = ? AND table_name = ?",
                        table.schema(),
                        table.name())
                .mapTo(String.class)
                .findFirst()
                .map(Expired::parse);
    }

    /**
     * Takes the line on, unless somebody else has taken it elsewhere meanwhile.
     *
     * @throws IllegalStateException when somebody has
     */
    public static void reached(Handle handle, Archived line, ArchiveState state) {
        String time =
                switch (state) {
                    case DETACHED, VERIFIED, DROPPED, RESTORED -> ", %s_at = now()".formatted(state);
                    default -> "";
                };
        move(
                line,
                handle.execute(
                        "UPDATE millrace.archive SET state = ?, error = NULL%s WHERE id = ? AND state = ?"
                                .formatted(time),
                        state.toString(),
                        line.id(),
                        line.state().toString()));
    }

    /**
     * Takes the line back to a state that it has been in.
     *
     * @param why told until the next step succeeds
     */
    public static void back(Handle handle, Archived line, ArchiveState state, String why) {
        handle.execute(
                "UPDATE millrace.archive SET state = ?, error = ? WHERE id = ? AND state = ?",
                state.toString(),
                why,
                line.id(),
                line.state().toString());
    }

    /** The rows are in the archive; see {@link #reached}. */
    public static void written(Handle handle, Archived line, String location, Manifest manifest, String fingerprint) {
        move(
                line,
                handle.createUpdate(WRITTEN)
                        .bind("location", location)
                        .bind("manifest", manifest.toJson())
                        .bind("rows", manifest.facts().rows())
                        .bind("bytes", manifest.bytes())
                        .bind("fingerprint", fingerprint)
                        .bind("id", line.id())
                        .bind("state", line.state().toString())
                        .execute());
    }

    private static void move(Archived line, int moved) {
        if (moved == 0) {
            throw new IllegalStateException(
                    "%s is not %s any more: somebody else has taken it on".formatted(line, line.state()));
        }
    }

    /** The line speaks of another table from now on: the one that the rows come back into. */
    public static void into(Handle handle, long id, String partition, long oid) {
        handle.execute(
                "UPDATE millrace.archive SET partition_name = ?, partition_oid = ? WHERE id = ?", partition, oid, id);
    }

    public static void hold(Handle handle, long id, boolean held) {
        handle.execute("UPDATE millrace.archive SET held = ? WHERE id = ?", held, id);
    }

    public static void failed(Handle handle, long id, String error) {
        handle.execute("UPDATE millrace.archive SET error = ? WHERE id = ?", error, id);
    }

    private static Archived archived(ResultSet row) throws SQLException {
        String manifest = row.getString("manifest");
        return new Archived(
                row.getLong("id"),
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                row.getString("partition_name"),
                row.getLong("partition_oid"),
                Sql.instant(row, "lower"),
                Sql.instant(row, "upper"),
                Expired.parse(row.getString("expired")),
                ArchiveState.parse(row.getString("state")),
                row.getBoolean("held"),
                row.getString("location"),
                manifest == null ? null : Manifest.parse(manifest),
                row.getObject("rows", Long.class),
                row.getObject("bytes", Long.class),
                row.getString("fingerprint"),
                row.getString("error"),
                times(row));
    }

    @SuppressWarnings("NullAway") // asked_at is NOT NULL
    private static Archived.Times times(ResultSet row) throws SQLException {
        return new Archived.Times(
                Sql.instant(row, "asked_at"),
                Sql.instant(row, "detached_at"),
                Sql.instant(row, "written_at"),
                Sql.instant(row, "verified_at"),
                Sql.instant(row, "dropped_at"),
                Sql.instant(row, "restored_at"));
    }
}
