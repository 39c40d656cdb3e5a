package io.millrace.ingest.parked;

import io.millrace.api.parked.Discarded;
import io.millrace.api.parked.Retried;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What a person decides about parked units: to try them now, or to give them up. */
@ApplicationScoped
class ParkedDecisions {
    /** Units that one statement moves, so that none takes long or holds many locks. */
    private static final int CHUNK = 1000;

    /** Units that one request gives up at most. */
    private static final int MOST_DISCARDS = 1000;

    private static final String DISCARD = """
            SELECT p.topic_id IS NOT NULL AS of_stream, p.unit IS NOT NULL AS of_upload, p.job_id IS NOT NULL AS of_job,
                   millrace.discard_parked(p.id) AS done
              FROM millrace.parked p WHERE p.id = $1""";

    private final ParkedQueries parked;

    ParkedDecisions(ParkedQueries parked) {
        this.parked = parked;
    }

    /** @return a problem: 404; 503 when PostgreSQL does not answer in time */
    Uni<Retried> retry(UUID id) {
        return parked.rows(
                        "UPDATE millrace.parked SET retry_at = clock_timestamp() WHERE id = $1 RETURNING id",
                        Tuple.of(id))
                .map(rows -> {
                    if (rows.isEmpty()) {
                        throw ParkedProblems.unknown(id);
                    }
                    return new Retried(1);
                });
    }

    /** Those that the loader holds at this moment are being tried, and are left out. */
    Uni<Retried> retry(ParkedFilter filter) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(new UUID(0, 0)), last -> retryNext(filter, last))
                .whilst(moved -> moved == CHUNK)
                .collect()
                .with(Collectors.summingLong(Integer::longValue))
                .map(retried -> {
                    if (retried == 0) {
                        parked.mustBeKnown(filter);
                    }
                    return new Retried(retried);
                });
    }

    /** @return how many */
    private Uni<Integer> retryNext(ParkedFilter filter, AtomicReference<UUID> last) {
        String sql = """
                WITH due AS (SELECT p.id FROM millrace.parked p WHERE %s AND p.id > $3 ORDER BY p.id LIMIT %d
                                FOR UPDATE SKIP LOCKED)
                UPDATE millrace.parked p SET retry_at = clock_timestamp() FROM due WHERE p.id = due.id RETURNING p.id""".formatted(ParkedFilter.CONDITION, CHUNK);
        return parked.rows(sql, Tuple.of(filter.dataset(), filter.job(), last.get()))
                .map(moved -> {
                    moved.forEach(row -> last.accumulateAndGet(row.getUUID("id"), ParkedDecisions::later));
                    return moved.size();
                });
    }

    /** @return a problem: 404; 503 when PostgreSQL does not answer in time */
    Uni<Discarded> discard(UUID id) {
        return discard(List.of(id)).map(tally -> {
            if (tally.discarded == 0) {
                throw ParkedProblems.unknown(id);
            }
            return tally.sum(0);
        });
    }

    /** @param filter not of all */
    Uni<Discarded> discard(ParkedFilter filter) {
        Tuple values = Tuple.of(filter.dataset(), filter.job());
        String oldest = "SELECT p.id FROM millrace.parked p WHERE %s ORDER BY p.parked_at, p.id LIMIT %d"
                .formatted(ParkedFilter.CONDITION, MOST_DISCARDS);
        String left = "SELECT count(*) AS n FROM millrace.parked p WHERE " + ParkedFilter.CONDITION;
        return parked.rows(oldest, values)
                .flatMap(chosen -> {
                    if (chosen.isEmpty()) {
                        parked.mustBeKnown(filter);
                    }
                    return discard(chosen.stream().map(row -> row.getUUID("id")).toList());
                })
                .flatMap(tally -> parked.rows(left, values)
                        .map(rows -> tally.sum(rows.getFirst().getLong("n"))));
    }

    /** One after the other: each settles its job, in a transaction of its own. */
    private Uni<Tally> discard(List<UUID> ids) {
        return Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUniAndConcatenate(id -> parked.rows(DISCARD, Tuple.of(id)))
                .collect()
                .in(Tally::new, Tally::add);
    }

    /** In PostgreSQL's order, which is not that of {@link UUID#compareTo}: by bytes, unsigned. */
    private static UUID later(UUID a, UUID b) {
        return a.toString().compareTo(b.toString()) >= 0 ? a : b;
    }

    /** Counts what became of units that were given up. */
    private static final class Tally {
        private int discarded;
        private int rejects;
        private int skipped;
        private int failedJobs;

        void add(List<Row> rows) {
            for (Row row : rows) {
                if (row.getBoolean("done")) { // false: the loader was faster
                    discarded++;
                    boolean ofStream = row.getBoolean("of_stream");
                    boolean ofUpload = !ofStream && row.getBoolean("of_upload");
                    skipped += ofStream ? 1 : 0;
                    rejects += ofUpload ? 1 : 0;
                    failedJobs += !ofStream && !ofUpload && row.getBoolean("of_job") ? 1 : 0;
                }
            }
        }

        Discarded sum(long left) {
            return new Discarded(discarded, rejects, skipped, failedJobs, left);
        }
    }
}
