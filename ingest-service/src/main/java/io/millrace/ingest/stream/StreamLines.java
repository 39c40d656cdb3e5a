package io.millrace.ingest.stream;

import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The streams' ledger. What it returns fails with a problem: 503 when PostgreSQL does not answer in time. */
@ApplicationScoped
public class StreamLines {
    private static final String NOT_IN_STATE = "55000"; // object_not_in_prerequisite_state, raised by skip_stream

    private final StatusQueries queries;
    private final Duration timeout;

    StreamLines(StatusQueries queries, IngestConfig config) {
        this.queries = queries;
        timeout = config.status().timeout();
    }

    /** The lines of a dataset, or of all when null; those of topics that are gone among them. */
    Uni<List<StreamLine>> find(@Nullable String dataset) {
        String sql = """
                SELECT topic_id, partition, dataset, next_offset, rows, rejects, newest_at, loaded_at, opened_at,
                       replaced_at, stopped_reason, stopped IS NOT NULL AS is_stopped,
                       (SELECT format('%s; %s', p.cause, p.remedy) FROM millrace.parked p
                         WHERE p.topic_id = s.topic_id AND p.partition = s.partition) AS parked
                  FROM millrace.stream s WHERE $1::text IS NULL OR dataset = $1
                 ORDER BY dataset, opened_at, partition""";
        return queries.rows(sql, Tuple.of(dataset), timeout)
                .map(rows -> rows.stream().map(StreamLines::line).toList())
                .onFailure(StatusUnknownException.class)
                .transform(StreamLines::unavailable);
    }

    /**
     * Moves a position.
     *
     * @return where it was; nothing when there is no such line; 409 when records would be loaded twice
     */
    Uni<Optional<Long>> skip(UUID topicId, int partition, long to) {
        String sql = "SELECT millrace.skip_stream($1, $2, $3) AS was";
        return queries.rows(sql, Tuple.of(topicId, partition, to), timeout)
                .map(rows -> rows.stream()
                        .flatMap(row -> Optional.ofNullable(row.getLong("was")).stream())
                        .findFirst())
                .onFailure(StatusUnknownException.class)
                .transform(
                        e -> e.getCause() instanceof PgException refused && NOT_IN_STATE.equals(refused.getSqlState())
                                ? SkipProblems.goesBack(String.valueOf(refused.getErrorMessage()), to)
                                : unavailable(e));
    }

    private static RuntimeException unavailable(Throwable e) {
        return StatusQueries.unavailable(e, "Producers may go on meanwhile");
    }

    private static StreamLine line(Row row) {
        return new StreamLine(
                row.getUUID("topic_id"),
                row.getInteger("partition"),
                row.getString("dataset"),
                row.getLong("next_offset"),
                row.getLong("rows"),
                row.getLong("rejects"),
                StatusQueries.instant(row.getOffsetDateTime("newest_at")),
                StatusQueries.instant(row.getOffsetDateTime("loaded_at")),
                row.getOffsetDateTime("opened_at").toInstant(),
                StatusQueries.instant(row.getOffsetDateTime("replaced_at")),
                row.getString("stopped_reason"),
                row.getBoolean("is_stopped"),
                row.getString("parked"));
    }
}
