package io.millrace.ingest.parked;

import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.edge.catalog.DatasetLookup;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code millrace.parked}. */
@ApplicationScoped
class ParkedQueries {
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
    private final DatasetLookup datasets;
    private final Duration timeout;

    ParkedQueries(StatusQueries queries, DatasetLookup datasets, IngestConfig config) {
        this.queries = queries;
        this.datasets = datasets;
        timeout = config.status().timeout();
    }

    /** @return a problem: 404 when nothing is parked of a dataset that is unknown; 503 */
    Uni<ParkedPage> page(ParkedFilter filter, ParkedCursor after, int limit) {
        return counts(filter).flatMap(counts -> {
            if (counts.isEmpty()) {
                mustBeKnown(filter);
            }
            return units(filter, after, limit + 1).map(units -> page(counts, units, limit));
        });
    }

    private Uni<List<ParkedPage.Count>> counts(ParkedFilter filter) {
        String sql = "SELECT p.dataset, count(*) AS units FROM millrace.parked p WHERE " + ParkedFilter.CONDITION
                + " GROUP BY p.dataset ORDER BY units DESC, p.dataset";
        return rows(sql, Tuple.of(filter.dataset(), filter.job())).map(rows -> rows.stream()
                .map(row -> new ParkedPage.Count(row.getString("dataset"), row.getLong("units")))
                .toList());
    }

    private Uni<List<ParkedUnit>> units(ParkedFilter filter, ParkedCursor after, int limit) {
        String sql = SELECT + " WHERE " + ParkedFilter.CONDITION
                + " AND (p.parked_at, p.id) > ($3, $4) ORDER BY p.parked_at, p.id LIMIT $5";
        return rows(sql, Tuple.of(filter.dataset(), filter.job(), after.parkedAt(), after.id(), limit))
                .map(rows -> rows.stream().map(ParkedQueries::unit).toList());
    }

    /** @param units one more than the page has, when there is another page */
    private static ParkedPage page(List<ParkedPage.Count> counts, List<ParkedUnit> units, int limit) {
        boolean more = units.size() > limit;
        List<ParkedUnit> page = more ? units.subList(0, limit) : units;
        return new ParkedPage(
                counts.stream().mapToLong(ParkedPage.Count::units).sum(),
                counts.subList(0, Math.min(COUNTED, counts.size())),
                page,
                more ? ParkedCursor.after(page.getLast()).text() : null);
    }

    /** A mistyped name is told, instead of an answer about nothing. */
    void mustBeKnown(ParkedFilter filter) {
        String dataset = filter.dataset();
        if (dataset != null) {
            datasets.find(dataset);
        }
    }

    /** @return a problem: 404; 503 when PostgreSQL does not answer in time */
    Uni<ParkedUnit> get(UUID id) {
        return one(SELECT + " WHERE p.id = $1", id).map(ParkedQueries::unit);
    }

    /** @return its input; a problem: 404; 409 when only rows are kept; 503 */
    Uni<RawInput> input(UUID id) {
        return get(id).flatMap(unit -> {
            ParkedUnit.JobSlice job = unit.job();
            boolean isMarker = job != null && job.unit() == null;
            if (isMarker || unit.stage() == ParkedUnit.Stage.LOAD) {
                throw ParkedProblems.noInput(unit);
            }
            // the message as it stood in its topic: at most what a message may be, some MiB
            return one("SELECT message FROM millrace.parked WHERE id = $1", id)
                    .map(row -> RawInput.of(row.getBuffer("message").getBytes())
                            .orElseThrow(() -> ParkedProblems.noInput(unit)));
        });
    }

    private Uni<Row> one(String sql, UUID id) {
        return rows(sql, Tuple.of(id))
                .map(rows -> rows.stream().findFirst().orElseThrow(() -> ParkedProblems.unknown(id)));
    }

    Uni<List<Row>> rows(String sql, Tuple values) {
        return queries.rows(sql, values, timeout)
                .onFailure(StatusUnknownException.class)
                .transform(e -> StatusQueries.unavailable(e, "What is parked stays parked meanwhile"));
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
