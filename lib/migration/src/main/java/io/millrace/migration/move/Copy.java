package io.millrace.migration.move;

import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Copies the blocks of the sources, several at once, each batch in a transaction of its own together with the line that
 * says so. Reading by block is sequential, needs no index and divides any table evenly. A row that is updated meanwhile
 * may be missed or be copied twice; it is in the log then. So that nobody reads it again too early, the log is applied only
 * when no batch is under way any more.
 */
public final class Copy {
    private static final long FIRST_BLOCKS = 16;
    private static final long LEAST_BLOCKS = 8;
    private static final long MOST_BLOCKS = 65_536;

    private static final String DONE = """
            INSERT INTO millrace.migration_range (migration_id, source, from_block, to_block, rows)
            VALUES (?, ?::bigint::oid, ?, ?, ?)
            """;
    private static final String NAME = """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid
            """;

    private final MoveTransactions transactions;
    private final Guard guard;
    private final Move move;
    private final Duration aim;

    /**
     * @param aim how long a batch shall take: long enough that a transaction's cost is lost in it, short enough that a
     *     pause is heard
     */
    public Copy(Jdbi jdbi, Guard guard, Move move, Duration aim) {
        this.transactions = new MoveTransactions(jdbi, guard);
        this.guard = guard;
        this.move = move;
        this.aim = aim;
    }

    /**
     * Copies what is left. When a worker fails, the others end after their batches.
     *
     * @param workers connections to use at once
     * @throws RuntimeException the first failure; what the guard threw is one
     */
    public void run(int workers) throws InterruptedException {
        RemainingBlocks remaining = transactions.committed(
                "what is left to copy", handle -> RemainingBlocks.left(handle, move.migration()));
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> work(remaining)));
            }
        }
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
    }

    private void work(RemainingBlocks remaining) {
        try {
            copyAll(remaining);
        } catch (RuntimeException e) {
            remaining.withdraw();
            throw e;
        }
    }

    private void copyAll(RemainingBlocks remaining) {
        long blocks = FIRST_BLOCKS;
        for (Optional<Blocks> next = remaining.take(blocks); next.isPresent(); next = remaining.take(blocks)) {
            guard.checkpoint("copy");
            Blocks batch = next.get();
            long begun = System.nanoTime();
            copyWithPartitions(batch);
            blocks = adapted(batch.count(), System.nanoTime() - begun);
        }
    }

    /** As many as would have taken the time aimed at, but never more than four times as many as before. */
    private long adapted(long blocks, long nanos) {
        double wanted = blocks * (double) aim.toNanos() / Math.max(nanos, 1);
        return Math.clamp((long) Math.min(wanted, blocks * 4.0), LEAST_BLOCKS, MOST_BLOCKS);
    }

    /** A row that came since the partitions were made may need another one. */
    private void copyWithPartitions(Blocks batch) {
        try {
            transactions.committed("copy", handle -> copy(handle, batch));
        } catch (JdbiException e) {
            if (!SqlState.CHECK_VIOLATION.equals(
                    ServerError.stateOf(e))) { // what is said when no partition takes a row
                throw e;
            }
            transactions.committed("copy", handle -> {
                MissingPartitions.make(handle, move, "(SELECT s.* FROM %s)".formatted(rows(handle, batch)));
                return copy(handle, batch);
            });
        }
    }

    private long copy(Handle handle, Blocks batch) {
        long rows = Sql.execute(
                handle,
                "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s"
                        .formatted(move.target(), move.columnList(""), move.columnList("s"), rows(handle, batch)));
        handle.execute(DONE, move.migration(), batch.source(), batch.from(), batch.to(), rows);
        return rows;
    }

    private static String rows(Handle handle, Blocks batch) {
        String table = handle.select(NAME, batch.source())
                .mapTo(String.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the table of oid %d is gone while it was copied".formatted(batch.source())));
        return "ONLY %s s WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)'".formatted(table, batch.from(), batch.to());
    }
}
