package io.millrace.migration.move;

import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Takes identities out of the log and reads their rows again: what the target has of an identity goes, what the source has
 * of it now comes. Doing so twice, in any order, or for a row that never changed does no harm; an identity that is written
 * once more afterwards is in the log once more. Entries vanish in the transaction that applied them. One at a time, and
 * never while a {@link Copy} runs.
 */
public final class Drain {
    private static final long BLOCKS = 128;
    private static final long GROWTH = 4;
    private static final String IDS = "pg_temp.millrace_identities";

    private final Jdbi jdbi;
    private final MoveTransactions transactions;
    private final Guard guard;
    private final Move move;

    public Drain(Jdbi jdbi, Guard guard, Move move) {
        this.jdbi = jdbi;
        this.transactions = new MoveTransactions(jdbi, guard);
        this.guard = guard;
        this.move = move;
    }

    /** Applies all that is in the log, at once: for the first time, when the target has no index yet. */
    public long all() {
        guard.checkpoint("drain");
        return transactions.snapshot("changes", handle -> apply(handle, ""));
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
        long end = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT pg_relation_size('%s') / current_setting('block_size')::bigint".formatted(move.log()))
                .mapTo(Long.class)
                .one());
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
            return transactions.snapshot("changes", handle -> apply(handle, piece));
        } catch (JdbiException e) {
            if (!SqlState.UNIQUE_VIOLATION.equals(ServerError.stateOf(e))) {
                throw e;
            }
            return transactions.snapshot("changes", handle -> apply(handle, ""));
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
    public boolean atMost(Handle handle, long entries) {
        return handle.createQuery("SELECT count(*) FROM (SELECT FROM %s LIMIT %d) AS entries"
                                .formatted(move.log(), entries + 1))
                        .mapTo(Long.class)
                        .one()
                <= entries;
    }

    /** Applies all that is left in the transaction of the handle, which has locked the source against writers. */
    public long rest(Handle handle) {
        Sql.execute(handle, MoveTransactions.ALL_ROWS);
        return apply(handle, "");
    }

    private long apply(Handle handle, String piece) {
        Sql.execute(
                handle,
                "CREATE TEMP TABLE millrace_identities ON COMMIT DROP AS SELECT * FROM %s WITH NO DATA"
                        .formatted(move.log()));
        // a data-modifying WITH, since RETURNING has no DISTINCT
        long entries = handle.createQuery("""
                WITH taken AS (DELETE FROM %s%s RETURNING *), counted AS (
                    INSERT INTO %s SELECT DISTINCT * FROM taken)
                SELECT count(*) FROM taken""".formatted(move.log(), piece, IDS))
                .mapTo(Long.class)
                .one();
        if (entries > 0) {
            Sql.execute(handle, "ANALYZE " + IDS);
            partitions(handle);
            refresh(handle, IDS + " i", move.same("x", "i"));
            if (isThere(handle, "FROM %s i WHERE %s".formatted(IDS, move.anyNull("i")))) {
                refresh(
                        handle,
                        "(SELECT * FROM %s i WHERE %s) i".formatted(IDS, move.anyNull("i")),
                        move.sameOrNull("x", "i"));
            }
        }
        Sql.execute(handle, "DROP TABLE " + IDS);
        return entries;
    }

    /** For identities in a time that no partition holds, unless they are gone again. */
    private void partitions(Handle handle) {
        for (String source : move.read()) {
            MissingPartitions.make(
                    handle, move, "(SELECT x.* FROM %s x JOIN %s i ON %s)".formatted(source, IDS, move.same("x", "i")));
        }
    }

    private void refresh(Handle handle, String identities, String same) {
        Sql.execute(handle, "DELETE FROM %s x USING %s WHERE %s".formatted(move.target(), identities, same));
        for (String source : move.read()) {
            Sql.execute(
                    handle,
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
        jdbi.useHandle(handle -> Sql.execute(handle, "VACUUM (TRUNCATE false) " + move.log()));
    }

    private static boolean isThere(Handle handle, String from) {
        return handle.createQuery("SELECT EXISTS (SELECT %s)".formatted(from))
                .mapTo(Boolean.class)
                .one();
    }
}
