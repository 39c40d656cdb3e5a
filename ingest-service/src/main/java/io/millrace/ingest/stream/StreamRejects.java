package io.millrace.ingest.stream;

import io.millrace.ingest.reject.RejectQuery;
import io.millrace.ingest.reject.RejectText;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rejects of streams. */
final class StreamRejects {
    private StreamRejects() {}

    /**
     * In the order of partitions and offsets, topic by topic.
     *
     * @param limit how many at most; all when null
     * @param since only what was rejected then or later; whenever when null
     */
    static RejectQuery of(String dataset, @Nullable Long limit, @Nullable OffsetDateTime since) {
        return new RejectQuery(
                """
                SELECT s.topic, r.topic_id, r.partition, r.record_offset, r.column_name, r.reason, r.raw, r.rejected_at
                  FROM millrace.stream s JOIN millrace.record_reject r USING (topic_id, partition)
                 WHERE s.dataset = $1 AND ($2::timestamptz IS NULL OR r.rejected_at >= $2)
                   AND ($3::uuid IS NULL OR (r.topic_id, r.partition, r.record_offset) > ($3, $4::integer, $5::bigint))
                 ORDER BY r.topic_id, r.partition, r.record_offset LIMIT $6""",
                (last, page) -> last == null
                        ? Tuple.of(dataset, since, null, null, null, page)
                        : Tuple.of(
                                dataset,
                                since,
                                last.getUUID("topic_id"),
                                last.getInteger("partition"),
                                last.getLong("record_offset"),
                                page),
                limit == null ? Long.MAX_VALUE : limit,
                List.of("topic", "partition", "offset", "column", "reason", "raw", "rejected_at"),
                row -> List.of(
                        row.getString("topic"),
                        row.getInteger("partition"),
                        row.getLong("record_offset"),
                        row.getString("column_name"),
                        row.getString("reason"),
                        RejectText.of(row.getBuffer("raw").getBytes()),
                        row.getOffsetDateTime("rejected_at").toInstant().toString()));
    }
}
