package io.millrace.ingest.stream;

import io.millrace.api.Problem;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.status.StatusQueries;
import io.millrace.ingest.status.StatusUnknownException;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The streams' ledger. To be called on virtual threads: it waits. */
@ApplicationScoped
public class StreamLines {
    private static final String NOT_IN_STATE = "55000"; // object_not_in_prerequisite_state, raised by skip_stream

    private final StatusQueries queries;
    private final Duration timeout;

    StreamLines(StatusQueries queries, IngestConfig config) {
        this.queries = queries;
        timeout = config.status().timeout();
    }

    /**
     * The lines of a dataset, or of all when null; those of topics that are gone among them.
     *
     * @throws io.millrace.api.ProblemException 503 when PostgreSQL does not answer in time
     */
    List<StreamLine> find(@Nullable String dataset) {
        try {
            return queries.rows("""
                            SELECT topic_id, partition, dataset, next_offset, rows, rejects, newest_at, loaded_at, opened_at,
                                   replaced_at, stopped_reason, stopped IS NOT NULL AS is_stopped,
                                   (SELECT format('%s; %s', p.cause, p.remedy) FROM millrace.parked p
                                     WHERE p.topic_id = s.topic_id AND p.partition = s.partition) AS parked
                              FROM millrace.stream s WHERE $1::text IS NULL OR dataset = $1
                             ORDER BY dataset, opened_at, partition""", Tuple.of(dataset), timeout).stream()
                    .map(StreamLines::line)
                    .toList();
        } catch (StatusUnknownException e) {
            throw away(e);
        }
    }

    /**
     * Moves a position.
     *
     * @return where it was; nothing when there is no such line
     * @throws io.millrace.api.ProblemException 409 when records would be loaded twice; 503
     */
    Optional<Long> skip(UUID topicId, int partition, long to) {
        try {
            return queries
                    .rows("SELECT millrace.skip_stream($1, $2, $3) AS was", Tuple.of(topicId, partition, to), timeout)
                    .stream()
                    .map(row -> row.getLong("was"))
                    .flatMap(was -> Optional.ofNullable(was).stream())
                    .findFirst();
        } catch (StatusUnknownException e) {
            if (e.getCause() instanceof PgException refused && NOT_IN_STATE.equals(refused.getSqlState())) {
                throw SkipProblems.goesBack(String.valueOf(refused.getErrorMessage()), to);
            }
            throw away(e);
        }
    }

    private static RuntimeException away(StatusUnknownException e) {
        return Problem.of(
                        503,
                        "status-unavailable",
                        "The status is not known at the moment",
                        "PostgreSQL does not answer: %s. Producers may go on meanwhile; ask again."
                                .formatted(e.getMessage()))
                .exception();
    }

    private static StreamLine line(Row row) {
        return new StreamLine(
                row.getUUID("topic_id"),
                row.getInteger("partition"),
                row.getString("dataset"),
                row.getLong("next_offset"),
                row.getLong("rows"),
                row.getLong("rejects"),
                instant(row.getOffsetDateTime("newest_at")),
                instant(row.getOffsetDateTime("loaded_at")),
                row.getOffsetDateTime("opened_at").toInstant(),
                instant(row.getOffsetDateTime("replaced_at")),
                row.getString("stopped_reason"),
                row.getBoolean("is_stopped"),
                row.getString("parked"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
