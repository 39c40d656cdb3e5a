package io.millrace.partition.move;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which blocks are still to be copied, dealt out to many. Blocks beyond the end that the sources had when their changes began
 * to be captured are nobody's: whatever is in them was written since, and is in the log.
 */
public final class Ranges {
    private static final String SOURCES = """
            INSERT INTO millrace.migration_source (migration_id, source, blocks)
            SELECT $1, s.source, pg_relation_size(s.source) / current_setting('block_size')::bigint
              FROM unnest($2::text[]) AS t (name), LATERAL (SELECT t.name::regclass::oid AS source) s
            ON CONFLICT DO NOTHING
            """;
    private static final String GAPS = """
            SELECT s.source::bigint AS source, lower(gap) AS from_block, upper(gap) AS to_block
              FROM millrace.migration_source s
             CROSS JOIN LATERAL unnest(int8multirange(int8range(0, s.blocks))
                 - (SELECT coalesce(range_agg(int8range(r.from_block, r.to_block)), '{}'::int8multirange)
                      FROM millrace.migration_range r WHERE r.migration_id = $1 AND r.source = s.source)) AS gap
             WHERE s.migration_id = $1
             ORDER BY s.source, gap
            """;
    private final Deque<Blocks> left = new ArrayDeque<>();

    private Ranges(List<Blocks> left) {
        this.left.addAll(left);
    }

    /**
     * Notes where the sources end. Called after the triggers were committed.
     *
     * @param sources plain tables or leaf partitions, as safe SQL text
     */
    public static void plan(SqlClient client, long migration, List<String> sources) {
        client.preparedQuery(SOURCES).executeAndAwait(Tuple.of(migration, sources.toArray(String[]::new)));
    }

    /** When nothing of the move is left. */
    public static void forget(SqlClient client, long migration) {
        client.preparedQuery("DELETE FROM millrace.migration_range WHERE migration_id = $1")
                .executeAndAwait(Tuple.of(migration));
        client.preparedQuery("DELETE FROM millrace.migration_source WHERE migration_id = $1")
                .executeAndAwait(Tuple.of(migration));
    }

    /** When tables are copied anew. */
    public static void forget(SqlClient client, long migration, List<String> sources) {
        for (String table : List.of("migration_range", "migration_source")) {
            client.preparedQuery("""
                            DELETE FROM millrace.%s WHERE migration_id = $1 AND source IN
                                (SELECT name::regclass FROM unnest($2::text[]) AS t (name))""".formatted(table))
                    .executeAndAwait(Tuple.of(migration, sources.toArray(String[]::new)));
        }
    }

    /** @return what no committed batch has copied */
    static Ranges left(SqlClient client, long migration) {
        RowSet<Row> gaps = client.preparedQuery(GAPS).executeAndAwait(Tuple.of(migration));
        return new Ranges(gaps.stream()
                .map(row -> new Blocks(row.getLong("source"), row.getLong("from_block"), row.getLong("to_block")))
                .toList());
    }

    /** @return at most so many blocks, which are the caller's now; nothing when all are given away */
    synchronized Optional<Blocks> take(long most) {
        Blocks first = left.poll();
        if (first == null) {
            return Optional.empty();
        }
        if (first.count() <= most) {
            return Optional.of(first);
        }
        long cut = first.from() + most;
        left.push(new Blocks(first.source(), cut, first.to()));
        return Optional.of(new Blocks(first.source(), first.from(), cut));
    }

    /** Gives no more away. */
    synchronized void withdraw() {
        left.clear();
    }
}
