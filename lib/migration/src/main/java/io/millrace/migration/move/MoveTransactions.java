package io.millrace.migration.move;

import io.millrace.postgres.SqlState;
import io.millrace.postgres.Transactions;
import io.millrace.postgres.Transactions.Attempts;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Transactions that move rows, those that write each behind the {@link Guard}'s fence. Blocks: call it on virtual threads. */
final class MoveTransactions {
    /** Policies would hide rows without a word; off, they make an error of it. Times are told in UTC. */
    static final String ALL_ROWS =
            "SET LOCAL row_security = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'";

    private static final Attempts REPEATED = new Attempts(20, Duration.ZERO, SqlState.CAME_BETWEEN, () -> {});
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

    private final Jdbi jdbi;
    private final Guard guard;
    private final Transactions writing;

    MoveTransactions(Jdbi jdbi, Guard guard) {
        this.jdbi = jdbi;
        this.guard = guard;
        this.writing = new Transactions(jdbi, ALL_ROWS, REPEATED);
    }

    <T> T committed(String what, Function<Handle, T> work) {
        return fenced(writing, what, work);
    }

    /** All that the work reads is of one moment. Repeated as a whole when somebody else came between. */
    <T> T snapshot(String what, Function<Handle, T> work) {
        return fenced(writing.beginningWith(SNAPSHOT), what, work);
    }

    /**
     * Reads in one snapshot and changes nothing, hence without a fence, which would keep others from the migration's line
     * for as long as it takes.
     *
     * @param preamble a further statement that comes before the snapshot; may be empty
     */
    <T> T reading(String what, String preamble, Function<Handle, T> work) {
        return new Transactions(jdbi, preamble.isEmpty() ? ALL_ROWS : preamble + "; " + ALL_ROWS, Attempts.ONE)
                .beginningWith(SNAPSHOT + ", READ ONLY")
                .run(what, work);
    }

    private <T> T fenced(Transactions transactions, String what, Function<Handle, T> work) {
        return transactions.run(what, handle -> {
            guard.fence(handle);
            return work.apply(handle);
        });
    }
}
