package io.millrace.partition.migrate.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationState;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the migrations. Blocks: call it on virtual threads. */
@ApplicationScoped
public class MigrationStore {
    private static final String COLUMNS =
            "id, request::text AS request, state, step, epoch, rows_total, bytes_total, longest_stall_ms, created_at, finished_at, swapped_at, error";
    private static final String ADD = """
            INSERT INTO millrace.migration (kind, schema_name, table_name, request, rows_total, bytes_total)
            VALUES ($1, $2, $3, $4::text::jsonb, $5, $6) ON CONFLICT DO NOTHING RETURNING id
            """;
    private static final String CLAIM = "UPDATE millrace.migration SET epoch = epoch + 1"
            + " WHERE id = $1 AND state IN ('running', 'rolling_back', 'cleaning') RETURNING " + COLUMNS;
    private static final String STEP =
            "UPDATE millrace.migration SET step = $3, step_at = clock_timestamp() WHERE id = $1 AND epoch = $2";
    private static final String TRANSITION = """
            UPDATE millrace.migration SET state = $2, error = $3,
                   finished_at = CASE WHEN $2 IN ('done', 'rolled_back') THEN clock_timestamp() END
             WHERE id = $1 AND state = ANY ($4)
            """;
    private static final String STALLED = """
            UPDATE millrace.migration SET longest_stall_ms = greatest(longest_stall_ms, $2) WHERE id = $1
            """;

    private final ObjectMapper json;

    MigrationStore(ObjectMapper json) {
        this.json = json;
    }

    /** @return the new migration's id; nothing when there is one of the table that has not ended */
    public Optional<Long> add(SqlClient client, MigrationRequest request, long rows, long bytes) {
        Tuple values = Tuple.tuple()
                .addString(request.kind().text())
                .addString(request.table().schema())
                .addString(request.table().name())
                .addString(write(request))
                .addLong(rows)
                .addLong(bytes);
        return rows(client, ADD, values).findFirst().map(row -> row.getLong("id"));
    }

    public Optional<Migration> find(SqlClient client, long id) {
        return rows(client, "SELECT " + COLUMNS + " FROM millrace.migration WHERE id = $1", Tuple.of(id))
                .findFirst()
                .map(this::migration);
    }

    /** @return the newest first */
    public List<Migration> newest(SqlClient client, int most) {
        return rows(client, "SELECT " + COLUMNS + " FROM millrace.migration ORDER BY id DESC LIMIT $1", Tuple.of(most))
                .map(this::migration)
                .toList();
    }

    /** @return the ids of those that the service works at by itself */
    List<Long> working(SqlClient client) {
        return rows(
                        client,
                        "SELECT id FROM millrace.migration WHERE state IN ('running', 'rolling_back', 'cleaning') ORDER BY id",
                        Tuple.tuple())
                .map(row -> row.getLong("id"))
                .toList();
    }

    /** @return the tables whose rows are being moved, or will be again: none of their partitions may go meanwhile */
    public Set<TableName> moving(SqlClient client) {
        return rows(
                        client,
                        "SELECT schema_name, table_name FROM millrace.migration"
                                + " WHERE state IN ('running', 'paused', 'failed', 'rolling_back')",
                        Tuple.tuple())
                .map(row -> new TableName(row.getString("schema_name"), row.getString("table_name")))
                .collect(Collectors.toSet());
    }

    /** Takes it over: whoever had it cannot commit any more. @return nothing when there is nothing to work at */
    Optional<Migration> claim(SqlClient client, long id) {
        return rows(client, CLAIM, Tuple.of(id)).findFirst().map(this::migration);
    }

    /** @throws StoppedException when another runner has taken it over; none does so before the transaction has ended */
    void fence(SqlClient transaction, Migration migration) {
        boolean mine = rows(
                        transaction,
                        "SELECT FROM millrace.migration WHERE id = $1 AND epoch = $2 FOR SHARE",
                        Tuple.of(migration.id(), migration.epoch()))
                .findFirst()
                .isPresent();
        if (!mine) {
            throw new StoppedException("another runner has taken migration %d over".formatted(migration.id()));
        }
    }

    void step(SqlClient client, Migration migration, String step) {
        client.preparedQuery(STEP).executeAndAwait(Tuple.of(migration.id(), migration.epoch(), step));
    }

    /** @return whether it was in one of the states */
    public boolean transition(
            SqlClient client, long id, MigrationState to, @Nullable String error, MigrationState... from) {
        String[] states = Stream.of(from).map(MigrationState::text).toArray(String[]::new);
        return client.preparedQuery(TRANSITION)
                        .executeAndAwait(Tuple.tuple()
                                .addLong(id)
                                .addString(to.text())
                                .addString(error)
                                .addArrayOfString(states))
                        .rowCount()
                > 0;
    }

    void stalled(SqlClient client, long id, long millis) {
        client.preparedQuery(STALLED).executeAndAwait(Tuple.of(id, millis));
    }

    private Migration migration(Row row) {
        return new Migration(
                row.getLong("id"),
                read(row.getString("request")),
                MigrationState.parse(row.getString("state")),
                row.getString("step"),
                row.getInteger("epoch"),
                row.getLong("rows_total"),
                row.getLong("bytes_total"),
                row.getLong("longest_stall_ms"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row.getOffsetDateTime("swapped_at")),
                instant(row.getOffsetDateTime("finished_at")),
                row.getString("error"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
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

    private static Stream<Row> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false);
    }
}
