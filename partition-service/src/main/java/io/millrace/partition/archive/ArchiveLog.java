package io.millrace.partition.archive;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The lines of {@code millrace.archive}. */
@ApplicationScoped
public class ArchiveLog {
    /** What the table's name means now; a line that speaks of a table that is no more does not stand in the way. */
    private static final String FORGET_GONE = """
            UPDATE millrace.archive SET state = 'gone'
             WHERE schema_name = $1 AND table_name = $2 AND partition_name = $3 AND state IN ('detaching', 'detached')
               AND partition_oid <> coalesce(to_regclass(format('%I.%I', $1::text, $3::text))::oid::bigint, 0)
            """;

    private static final String BEGIN = """
            INSERT INTO millrace.archive (schema_name, table_name, partition_name, partition_oid, lower, upper, expired)
            SELECT $1, $2, $3, p.partition::oid::bigint, nullif(p.lower, '-infinity'), nullif(p.upper, 'infinity'), $4
              FROM millrace.partitions(to_regclass(format('%I.%I', $1::text, $2::text))) p
             WHERE p.partition::oid = to_regclass(format('%I.%I', $1::text, $3::text))
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

    /**
     * Writes down that a partition leaves its table, before it does.
     *
     * @return the line; nothing when there is no such partition
     */
    public Optional<Archived> begin(SqlClient client, TableName table, String partition, Expired expired) {
        Tuple names = Tuple.of(table.schema(), table.name(), partition);
        client.preparedQuery(FORGET_GONE).executeAndAwait(names);
        return rows(client, BEGIN, Tuple.of(table.schema(), table.name(), partition, expired.toString()))
                .findFirst();
    }

    /** @return what there is still something to do for, in the order of time */
    public List<Archived> open(SqlClient client) {
        return rows(client, OPEN, Tuple.tuple()).toList();
    }

    /** @return all partitions that left the table, in the order of time */
    public List<Archived> of(SqlClient client, TableName table) {
        return rows(
                        client,
                        "SELECT * FROM millrace.archive WHERE schema_name = $1 AND table_name = $2"
                                + " ORDER BY lower NULLS FIRST, id",
                        Tuple.of(table.schema(), table.name()))
                .toList();
    }

    public Optional<Archived> find(SqlClient client, long id) {
        return rows(client, "SELECT * FROM millrace.archive WHERE id = $1", Tuple.of(id))
                .findFirst();
    }

    /** @return what retention is to do with the partitions of the table; nothing when it is no partition set */
    public Optional<Expired> policy(SqlClient client, TableName table) {
        var rows = client.preparedQuery(
                        "SELECT expired FROM millrace.partition_set WHERE schema_name = $1 AND table_name = $2")
                .executeAndAwait(Tuple.of(table.schema(), table.name()))
                .iterator();
        return rows.hasNext() ? Optional.of(expired(rows.next())) : Optional.empty();
    }

    /**
     * Takes the line on, unless somebody else has taken it elsewhere meanwhile.
     *
     * @throws IllegalStateException when somebody has
     */
    public void reached(SqlClient client, Archived line, ArchiveState state) {
        String time =
                switch (state) {
                    case DETACHED, VERIFIED, DROPPED, RESTORED -> ", %s_at = now()".formatted(state);
                    default -> "";
                };
        move(
                line,
                client.preparedQuery(
                                "UPDATE millrace.archive SET state = $3, error = NULL%s WHERE id = $1 AND state = $2"
                                        .formatted(time))
                        .executeAndAwait(Tuple.of(line.id(), line.state().toString(), state.toString())));
    }

    /**
     * Takes the line back to a state that it has been in.
     *
     * @param why told until the next step succeeds
     */
    public void back(SqlClient client, Archived line, ArchiveState state, String why) {
        client.preparedQuery("UPDATE millrace.archive SET state = $3, error = $4 WHERE id = $1 AND state = $2")
                .executeAndAwait(Tuple.of(line.id(), line.state().toString(), state.toString(), why));
    }

    /** The rows are in the archive; see {@link #reached}. */
    public void written(SqlClient client, Archived line, String location, Manifest manifest, String fingerprint) {
        move(
                line,
                client.preparedQuery("""
                        UPDATE millrace.archive SET state = 'written', written_at = now(), error = NULL, location = $3,
                               manifest = $4, rows = $5, bytes = $6, fingerprint = $7
                         WHERE id = $1 AND state = $2
                        """)
                        .executeAndAwait(Tuple.of(line.id(), line.state().toString(), location, manifest.toJson())
                                .addLong(manifest.facts().rows())
                                .addLong(manifest.bytes())
                                .addString(fingerprint)));
    }

    private static void move(Archived line, RowSet<Row> moved) {
        if (moved.rowCount() == 0) {
            throw new IllegalStateException(
                    "%s is not %s any more: somebody else has taken it on".formatted(line, line.state()));
        }
    }

    /** The line speaks of another table from now on: the one that the rows come back into. */
    public void into(SqlClient client, long id, String partition, long oid) {
        client.preparedQuery("UPDATE millrace.archive SET partition_name = $2, partition_oid = $3 WHERE id = $1")
                .executeAndAwait(Tuple.of(id, partition, oid));
    }

    public void hold(SqlClient client, long id, boolean held) {
        client.preparedQuery("UPDATE millrace.archive SET held = $2 WHERE id = $1")
                .executeAndAwait(Tuple.of(id, held));
    }

    public void failed(SqlClient client, long id, String error) {
        client.preparedQuery("UPDATE millrace.archive SET error = $2 WHERE id = $1")
                .executeAndAwait(Tuple.of(id, error));
    }

    private static Stream<Archived> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                        client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false)
                .map(ArchiveLog::archived);
    }

    private static Archived archived(Row row) {
        String manifest = row.getString("manifest");
        return new Archived(
                row.getLong("id"),
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                row.getString("partition_name"),
                row.getLong("partition_oid"),
                time(row, "lower"),
                time(row, "upper"),
                expired(row),
                ArchiveState.parse(row.getString("state")),
                row.getBoolean("held"),
                row.getString("location"),
                manifest == null ? null : Manifest.parse(manifest),
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getString("fingerprint"),
                row.getString("error"),
                times(row));
    }

    @SuppressWarnings("NullAway") // asked_at is NOT NULL
    private static Archived.Times times(Row row) {
        return new Archived.Times(
                time(row, "asked_at"),
                time(row, "detached_at"),
                time(row, "written_at"),
                time(row, "verified_at"),
                time(row, "dropped_at"),
                time(row, "restored_at"));
    }

    private static Expired expired(Row row) {
        return Expired.parse(row.getString("expired"));
    }

    private static @Nullable Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
