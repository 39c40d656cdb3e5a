package io.millrace.ingest.parked;

import io.millrace.api.parked.Discarded;
import io.millrace.api.parked.Retried;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** What a person decides about parked units: to try them now, or to give them up. */
@ApplicationScoped
class Verdicts {
    /** Units that one statement moves, so that none takes long or holds many locks. */
    private static final int CHUNK = 1000;

    /** Units that one request gives up at most: each settles its job, in a transaction of its own. */
    private static final int MOST_DISCARDS = 1000;

    private static final String DISCARD = """
            SELECT p.topic_id IS NOT NULL AS of_stream, p.unit IS NOT NULL AS of_upload, p.job_id IS NOT NULL AS of_job,
                   millrace.discard_parked(p.id) AS done
              FROM millrace.parked p WHERE p.id = $1""";

    private final ParkedUnits parked;

    Verdicts(ParkedUnits parked) {
        this.parked = parked;
    }

    /** @throws io.millrace.api.ProblemException 404; 503 when PostgreSQL does not answer in time */
    Retried retry(UUID id) {
        if (parked.rows(
                        "UPDATE millrace.parked SET retry_at = clock_timestamp() WHERE id = $1 RETURNING id",
                        Tuple.of(id))
                .isEmpty()) {
            throw ParkedProblems.unknown(id);
        }
        return new Retried(1);
    }

    /** Those that the loader holds at this moment are being tried, and are left out. */
    Retried retry(ParkedFilter filter) {
        long retried = 0;
        UUID last = new UUID(0, 0);
        List<Row> moved;
        do {
            moved = parked.rows(
                    """
                    WITH due AS (SELECT p.id FROM millrace.parked p WHERE %s AND p.id > $3 ORDER BY p.id LIMIT %d
                                    FOR UPDATE SKIP LOCKED)
                    UPDATE millrace.parked p SET retry_at = clock_timestamp() FROM due WHERE p.id = due.id RETURNING p.id""".formatted(ParkedFilter.CONDITION, CHUNK), Tuple.of(filter.dataset(), filter.job(), last));
            retried += moved.size();
            last = moved.stream().map(row -> row.getUUID("id")).reduce(last, Verdicts::later);
        } while (moved.size() == CHUNK);
        if (retried == 0) {
            parked.mustBeKnown(filter);
        }
        return new Retried(retried);
    }

    /** @throws io.millrace.api.ProblemException 404; 503 when PostgreSQL does not answer in time */
    Discarded discard(UUID id) {
        Tally tally = new Tally();
        tally.add(id);
        if (tally.discarded == 0) {
            throw ParkedProblems.unknown(id);
        }
        return tally.sum(0);
    }

    /** @param filter not of all */
    Discarded discard(ParkedFilter filter) {
        Tuple values = Tuple.of(filter.dataset(), filter.job());
        List<Row> chosen = parked.rows(
                "SELECT p.id FROM millrace.parked p WHERE %s ORDER BY p.parked_at, p.id LIMIT %d"
                        .formatted(ParkedFilter.CONDITION, MOST_DISCARDS),
                values);
        if (chosen.isEmpty()) {
            parked.mustBeKnown(filter);
        }
        Tally tally = new Tally();
        chosen.forEach(row -> tally.add(row.getUUID("id")));
        return tally.sum(
                parked.rows("SELECT count(*) AS n FROM millrace.parked p WHERE " + ParkedFilter.CONDITION, values)
                        .getFirst()
                        .getLong("n"));
    }

    /** In PostgreSQL's order, which is not that of {@link UUID#compareTo}: by bytes, unsigned. */
    private static UUID later(UUID a, UUID b) {
        return a.toString().compareTo(b.toString()) >= 0 ? a : b;
    }

    /** Gives units up and counts what became of them. */
    private final class Tally {
        private int discarded;
        private int rejects;
        private int skipped;
        private int failedJobs;

        void add(UUID id) {
            for (Row row : parked.rows(DISCARD, Tuple.of(id))) {
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
