package io.millrace.migration.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationState;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of the migrations. Blocks: call it on virtual threads. */
public class MigrationStore {
    private static final String COLUMNS =
            "id, request::text AS request, state, step, epoch, rows_total, bytes_total, longest_stall_ms, created_at, finished_at, swapped_at, error";
    private static final String ADD = """
            INSERT INTO millrace.migration (kind, schema_name, table_name, request, rows_total, bytes_total)
            VALUES (?, ?, ?, ?::jsonb, ?, ?) ON CONFLICT DO NOTHING RETURNING id
            """;
    private static final String CLAIM = "UPDATE millrace.migration SET epoch = epoch + 1"
            + " WHERE id = ? AND state IN ('running', 'rolling_back', 'cleaning') RETURNING " + COLUMNS;
    private static final String STEP =
            "UPDATE millrace.migration SET step = ?, step_at = clock_timestamp() WHERE id = ? AND epoch = ?";
    private static final String TRANSITION = """
            UPDATE millrace.migration SET state = :state, error = :error,
                   finished_at = CASE WHEN :state IN ('done', 'rolled_back') THEN clock_timestamp() END
             WHERE id = :id AND state = ANY (:from)
            """;
    private static final String STALLED = """
            UPDATE millrace.migration SET longest_stall_ms = greatest(longest_stall_ms, ?) WHERE id = ?
            """;

    private final ObjectMapper json;

    public MigrationStore(ObjectMapper json) {
        this.json = json;
    }

    /** @return the new migration's id; nothing when there is one of the table that has not ended */
    public Optional<Long> add(Handle handle, MigrationRequest request, long rows, long bytes) {
        return handle.select(
                        ADD,
                        request.kind().text(),
                        request.table().schema(),
                        request.table().name(),
                        write(request),
                        rows,
                        bytes)
                .mapTo(Long.class)
                .findFirst();
    }

    public Optional<Migration> find(Handle handle, long id) {
        return migrations(handle, "SELECT " + COLUMNS + " FROM millrace.migration WHERE id = ?", id).stream()
                .findFirst();
    }

    /** @return the newest first */
    public List<Migration> newest(Handle handle, int most) {
        return migrations(handle, "SELECT " + COLUMNS + " FROM millrace.migration ORDER BY id DESC LIMIT ?", most);
    }

    /** @return the ids of those that the service works at by itself */
    List<Long> working(Handle handle) {
        return handle.createQuery(
                        "SELECT id FROM millrace.migration WHERE state IN ('running', 'rolling_back', 'cleaning') ORDER BY id")
                .mapTo(Long.class)
                .list();
    }

    /** @return the tables whose rows are being moved, or will be again: none of their partitions may go meanwhile */
    public Set<TableName> moving(Handle handle) {
        return handle.createQuery("SELECT schema_name, table_name FROM millrace.migration"
                        + " WHERE state IN ('running', 'paused', 'failed', 'rolling_back')")
                .map((row, context) -> new TableName(row.getString("schema_name"), row.getString("table_name")))
                .set();
    }

    /** Takes it over: whoever had it cannot commit any more. @return nothing when there is nothing to work at */
    Optional<Migration> claim(Handle handle, long id) {
        return migrations(handle, CLAIM, id).stream().findFirst();
    }

    /** @throws StoppedException when another runner has taken it over; none does so before the transaction has ended */
    void fence(Handle transaction, Migration migration) {
        boolean mine = transaction
                .select(
                        "SELECT id FROM millrace.migration WHERE id = ? AND epoch = ? FOR SHARE",
                        migration.id(),
                        migration.epoch())
                .mapTo(Long.class)
                .findFirst()
                .isPresent();
        if (!mine) {
            throw new StoppedException("another runner has taken migration %d over".formatted(migration.id()));
        }
    }

    void step(Handle handle, Migration migration, String step) {
        handle.execute(STEP, step, migration.id(), migration.epoch());
    }

    /** @return whether it was in one of the states */
    public boolean transition(
            Handle handle, long id, MigrationState to, @Nullable String error, MigrationState... from) {
        return handle.createUpdate(TRANSITION)
                        .bind("id", id)
                        .bind("state", to.text())
                        .bind("error", error)
                        .bind("from", Stream.of(from).map(MigrationState::text).toArray(String[]::new))
                        .execute()
                > 0;
    }

    void stalled(Handle handle, long id, long millis) {
        handle.execute(STALLED, millis, id);
    }

    private List<Migration> migrations(Handle handle, String sql, Object argument) {
        return handle.select(sql, argument)
                .map((row, context) -> migration(row))
                .list();
    }

    private Migration migration(ResultSet row) throws SQLException {
        return new Migration(
                row.getLong("id"),
                read(row.getString("request")),
                MigrationState.parse(row.getString("state")),
                row.getString("step"),
                row.getInt("epoch"),
                row.getLong("rows_total"),
                row.getLong("bytes_total"),
                row.getLong("longest_stall_ms"),
                Objects.requireNonNull(Sql.instant(row, "created_at")),
                Sql.instant(row, "swapped_at"),
                Sql.instant(row, "finished_at"),
                row.getString("error"));
    }

    private String write(MigrationRequest request) {
        try {
            return json.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private MigrationRequest read(String request) {
        try {
            return json.readValue(request, MigrationRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
