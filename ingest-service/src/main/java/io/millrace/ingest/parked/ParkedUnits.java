package io.millrace.ingest.parked;

import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.receive.Datasets;
import io.millrace.ingest.status.StatusQueries;
import io.millrace.ingest.status.StatusUnknownException;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads of {@code millrace.parked}. To be called on virtual threads: they wait, for a bounded time. */
@ApplicationScoped
class ParkedUnits {
    /** Datasets that are counted by name in a list. */
    private static final int COUNTED = 20;

    private static final String SELECT = """
            SELECT p.id, p.dataset, p.topic, p.job_id, p.unit, p.byte_from, p.byte_to, j.source_name,
                   p.topic_id, p.partition, p.from_offset, p.to_offset, s.topic AS stream_topic,
                   p.schema_name, p.table_name, p.cause, p.remedy, p.attempts, p.parked_at, p.tried_at, p.retry_at,
                   octet_length(p.message) AS bytes
              FROM millrace.parked p
              LEFT JOIN millrace.job j ON j.id = p.job_id
              LEFT JOIN millrace.stream s ON s.topic_id = p.topic_id AND s.partition = p.partition
            """;

    private final StatusQueries queries;
    private final Datasets datasets;
    private final Duration timeout;

    ParkedUnits(StatusQueries queries, Datasets datasets, IngestConfig config) {
        this.queries = queries;
        this.datasets = datasets;
        timeout = config.status().timeout();
    }

    /** @throws io.millrace.api.ProblemException 404 when nothing is parked of a dataset that is unknown; 503 */
    ParkedPage page(ParkedFilter filter, Cursor after, int limit) {
        List<ParkedPage.Count> counts = rows(
                        "SELECT p.dataset, count(*) AS units FROM millrace.parked p WHERE " + ParkedFilter.CONDITION
                                + " GROUP BY p.dataset ORDER BY units DESC, p.dataset",
                        Tuple.of(filter.dataset(), filter.job()))
                .stream()
                .map(row -> new ParkedPage.Count(row.getString("dataset"), row.getLong("units")))
                .toList();
        if (counts.isEmpty()) {
            mustBeKnown(filter);
        }
        List<ParkedUnit> units = new ArrayList<>(rows(
                        SELECT + " WHERE " + ParkedFilter.CONDITION
                                + " AND (p.parked_at, p.id) > ($3, $4) ORDER BY p.parked_at, p.id LIMIT $5",
                        Tuple.of(filter.dataset(), filter.job(), after.parkedAt(), after.id(), limit + 1))
                .stream()
                .map(ParkedUnits::unit)
                .toList());
        boolean more = units.size() > limit;
        if (more) {
            units.removeLast();
        }
        return new ParkedPage(
                counts.stream().mapToLong(ParkedPage.Count::units).sum(),
                counts.subList(0, Math.min(COUNTED, counts.size())),
                units,
                more ? Cursor.after(units.getLast()).text() : null);
    }

    /** A mistyped name is told, instead of an answer about nothing. */
    void mustBeKnown(ParkedFilter filter) {
        String dataset = filter.dataset();
        if (dataset != null) {
            datasets.find(dataset);
        }
    }

    /** @throws io.millrace.api.ProblemException 404; 503 when PostgreSQL does not answer in time */
    ParkedUnit get(UUID id) {
        return rows(SELECT + " WHERE p.id = $1", Tuple.of(id)).stream()
                .map(ParkedUnits::unit)
                .findFirst()
                .orElseThrow(() -> ParkedProblems.unknown(id));
    }

    /** The message as it stood in its topic; at most what a message may be, some MiB. */
    byte[] message(UUID id) {
        return rows("SELECT message FROM millrace.parked WHERE id = $1", Tuple.of(id)).stream()
                .map(row -> row.getBuffer("message").getBytes())
                .findFirst()
                .orElseThrow(() -> ParkedProblems.unknown(id));
    }

    List<Row> rows(String sql, Tuple values) {
        try {
            return queries.rows(sql, values, timeout);
        } catch (StatusUnknownException e) {
            throw ParkedProblems.unavailable(e);
        }
    }

    private static ParkedUnit unit(Row row) {
        String table = row.getString("table_name");
        return new ParkedUnit(
                row.getUUID("id"),
                row.getString("dataset"),
                row.getString("topic").equals(Topics.UNITS) ? ParkedUnit.Stage.TRANSFORM : ParkedUnit.Stage.LOAD,
                Optional.ofNullable(row.getUUID("job_id"))
                        .map(job -> new ParkedUnit.JobSlice(
                                job,
                                row.getInteger("unit"),
                                row.getLong("byte_from"),
                                row.getLong("byte_to"),
                                row.getString("source_name")))
                        .orElse(null),
                stream(row),
                table == null ? null : row.getString("schema_name") + "." + table,
                row.getString("cause"),
                row.getString("remedy"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("parked_at").toInstant(),
                row.getOffsetDateTime("tried_at").toInstant(),
                row.getOffsetDateTime("retry_at").toInstant(),
                row.getInteger("bytes"));
    }

    private static ParkedUnit.@Nullable StreamSlice stream(Row row) {
        UUID topicId = row.getUUID("topic_id");
        return topicId == null
                ? null
                : new ParkedUnit.StreamSlice(
                        row.getString("stream_topic"),
                        topicId,
                        row.getInteger("partition"),
                        row.getLong("from_offset"),
                        row.getLong("to_offset"));
    }
}
