package io.millrace.partition.move;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgException;
import java.util.function.LongPredicate;

/**
 * Takes identities out of the log and reads their rows again: what the target has of an identity goes, what the source has
 * of it now comes. Doing so twice, in any order, or for a row that never changed does no harm; an identity that is written
 * once more afterwards is in the log once more. Entries vanish in the transaction that applied them. One at a time, and
 * never while a {@link Copy} runs.
 */
public final class Drain {
    private static final long BLOCKS = 128;
    private static final long GROWTH = 4;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String IDS = "pg_temp.millrace_identities";

    private final Pool pool;
    private final Guard guard;
    private final Move move;

    public Drain(Pool pool, Guard guard, Move move) {
        this.pool = pool;
        this.guard = guard;
        this.move = move;
    }

    /** Applies all that is in the log, at once: for the first time, when the target has no index yet. */
    public long all() {
        guard.checkpoint("drain");
        return Work.snapshot(pool, guard, client -> apply(client, ""));
    }

    /**
     * Applies the log piece by piece until a whole round found few entries, or more than half as many as the one before:
     * then writers are as fast as this, and going on would never end.
     *
     * @param few how many may be left, roughly
     */
    public void until(long few) {
        long before = Long.MAX_VALUE;
        for (long applied = round(); applied > few && applied < before / 2; applied = round()) {
            before = applied;
            vacuum();
        }
    }

    /** By blocks of the log, from its beginning to its end as it was at first: deleted entries are not met again. */
    private long round() {
        long applied = 0;
        long end = pool.query(
                        "SELECT pg_relation_size('%s') / current_setting('block_size')::bigint".formatted(move.log()))
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
        for (long from = 0; from <= end; from += BLOCKS) {
            guard.checkpoint("drain");
            String piece = " WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)'".formatted(from, from + BLOCKS);
            applied += piece(piece);
        }
        return applied;
    }

    /** Two rows that exchanged a unique value have to be applied together; together with all, in the worst case. */
    private long piece(String piece) {
        try {
            return Work.snapshot(pool, guard, client -> apply(client, piece));
        } catch (PgException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSqlState())) {
                throw e;
            }
            return Work.snapshot(pool, guard, client -> apply(client, ""));
        }
    }

    /**
     * Catches up and tries to end it under a lock, again and again. Where writers are faster than the log is applied, each
     * attempt may leave more to be done under the lock than the one before: they wait longer, but it comes to an end.
     *
     * @param most entries that the first attempt may leave
     * @param attempt given how many it may leave; whether it was done
     */
    public void settle(long most, LongPredicate attempt) {
        boolean done = false;
        for (long left = most; !done; left *= GROWTH) {
            until(left / 2);
            done = attempt.test(left);
        }
    }

    /** @return whether there are no more entries than so many */
    public boolean atMost(SqlClient client, long entries) {
        return client.query("SELECT FROM %s LIMIT %d".formatted(move.log(), entries + 1))
                        .executeAndAwait()
                        .rowCount()
                <= entries;
    }

    /** Applies all that is left in the transaction of the client, which has locked the source against writers. */
    public long rest(SqlClient client) {
        execute(client, Work.ALL_ROWS);
        return apply(client, "");
    }

    private long apply(SqlClient client, String piece) {
        execute(
                client,
                "CREATE TEMP TABLE millrace_identities ON COMMIT DROP AS SELECT * FROM %s WITH NO DATA"
                        .formatted(move.log()));
        // a data-modifying WITH, since RETURNING has no DISTINCT
        long entries = client.query("""
                WITH taken AS (DELETE FROM %s%s RETURNING *), counted AS (
                    INSERT INTO %s SELECT DISTINCT * FROM taken)
                SELECT count(*) FROM taken""".formatted(move.log(), piece, IDS))
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
        if (entries > 0) {
            execute(client, "ANALYZE " + IDS);
            partitions(client);
            refresh(client, IDS + " i", move.same("x", "i"));
            if (isThere(client, "FROM %s i WHERE %s".formatted(IDS, move.anyNull("i")))) {
                refresh(
                        client,
                        "(SELECT * FROM %s i WHERE %s) i".formatted(IDS, move.anyNull("i")),
                        move.sameOrNull("x", "i"));
            }
        }
        execute(client, "DROP TABLE " + IDS);
        return entries;
    }

    /** For identities in a time that no partition holds, unless they are gone again. */
    private void partitions(SqlClient client) {
        for (String source : move.read()) {
            Partitions.make(
                    client, move, "(SELECT x.* FROM %s x JOIN %s i ON %s)".formatted(source, IDS, move.same("x", "i")));
        }
    }

    private void refresh(SqlClient client, String identities, String same) {
        execute(client, "DELETE FROM %s x USING %s WHERE %s".formatted(move.target(), identities, same));
        for (String source : move.read()) {
            execute(
                    client,
                    "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s x JOIN %s ON %s"
                            .formatted(
                                    move.target(),
                                    move.columnList(""),
                                    move.columnList("x"),
                                    source,
                                    identities,
                                    same));
        }
    }

    private void vacuum() {
        pool.query("VACUUM (TRUNCATE false) " + move.log()).executeAndAwait();
    }

    private static boolean isThere(SqlClient client, String from) {
        return client.query("SELECT EXISTS (SELECT %s)".formatted(from))
                .executeAndAwait()
                .iterator()
                .next()
                .getBoolean(0);
    }

    private static void execute(SqlClient client, String sql) {
        client.query(sql).executeAndAwait();
    }
}
