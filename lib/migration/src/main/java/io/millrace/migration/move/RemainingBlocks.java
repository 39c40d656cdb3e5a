package io.millrace.migration.move;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which blocks are still to be copied, dealt out to many. Blocks beyond the end that the sources had when their changes began
 * to be captured are nobody's: whatever is in them was written since, and is in the log.
 */
public final class RemainingBlocks {
    private static final String SOURCES = """
            INSERT INTO millrace.migration_source (migration_id, source, blocks)
            SELECT ?, s.source, pg_relation_size(s.source) / current_setting('block_size')::bigint
              FROM unnest(?::text[]) AS t (name), LATERAL (SELECT t.name::regclass::oid AS source) s
            ON CONFLICT DO NOTHING
            """;
    private static final String GAPS = """
            SELECT s.source::bigint AS source, lower(gap) AS from_block, upper(gap) AS to_block
              FROM millrace.migration_source s
             CROSS JOIN LATERAL unnest(int8multirange(int8range(0, s.blocks))
                 - (SELECT coalesce(range_agg(int8range(r.from_block, r.to_block)), '{}'::int8multirange)
                      FROM millrace.migration_range r WHERE r.migration_id = :migration AND r.source = s.source)) AS gap
             WHERE s.migration_id = :migration
             ORDER BY s.source, gap
            """;
    private final Deque<Blocks> left = new ArrayDeque<>();

    private RemainingBlocks(List<Blocks> left) {
        this.left.addAll(left);
    }

    /**
     * Notes where the sources end. Called after the triggers were committed.
     *
     * @param sources plain tables or leaf partitions, as safe SQL text
     */
    public static void plan(Handle handle, long migration, List<String> sources) {
        handle.createUpdate(SOURCES)
                .bind(0, migration)
                .bind(1, sources.toArray(String[]::new))
                .execute();
    }

    /** When nothing of the move is left. */
    public static void forget(Handle handle, long migration) {
        handle.execute("DELETE FROM millrace.migration_range WHERE migration_id = ?", migration);
        handle.execute("DELETE FROM millrace.migration_source WHERE migration_id = ?", migration);
    }

    /** When tables are copied anew. */
    public static void forget(Handle handle, long migration, List<String> sources) {
        for (String table : List.of("migration_range", "migration_source")) {
            handle.createUpdate("""
                            DELETE FROM millrace.%s WHERE migration_id = ? AND source IN
                                (SELECT name::regclass FROM unnest(?::text[]) AS t (name))""".formatted(table))
                    .bind(0, migration)
                    .bind(1, sources.toArray(String[]::new))
                    .execute();
        }
    }

    /** @return what no committed batch has copied */
    static RemainingBlocks left(Handle handle, long migration) {
        return new RemainingBlocks(handle.createQuery(GAPS)
                .bind("migration", migration)
                .map((row, context) ->
                        new Blocks(row.getLong("source"), row.getLong("from_block"), row.getLong("to_block")))
                .list());
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
