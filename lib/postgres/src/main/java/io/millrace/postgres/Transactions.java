package io.millrace.postgres;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs work in transactions of one kind: each begins with the same settings and is repeated as a whole when it meets others.
 * Blocks.
 */
public final class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class);

    private final Jdbi jdbi;
    private final String preamble;
    private final Attempts attempts;

    /**
     * @param most at least 1
     * @param backoff the pause after the first attempt in vain; it grows by itself with every attempt
     * @param states the SQLSTATEs after which the same is tried again
     * @param onRepeat told of every attempt in vain that another one follows
     */
    public record Attempts(int most, Duration backoff, Set<String> states, Runnable onRepeat) {
        public static final Attempts ONE = new Attempts(1, Duration.ZERO, Set.of(), () -> {});
    }

    /** @param preamble SET statements that each transaction begins with; may be empty */
    public Transactions(Jdbi jdbi, String preamble, Attempts attempts) {
        this.jdbi = jdbi;
        this.preamble = preamble;
        this.attempts = attempts;
    }

    /**
     * DDL. A statement that waits for a lock makes all that come after it wait too, so it gives up soon, lets them pass and
     * comes again.
     *
     * @param lockTimeout how long one attempt may wait for a lock
     */
    public static Transactions ddl(Jdbi jdbi, Duration lockTimeout, int most, Duration backoff, Runnable onRepeat) {
        return new Transactions(
                jdbi,
                "SET LOCAL lock_timeout = " + lockTimeout.toMillis(),
                new Attempts(most, backoff, SqlState.BUSY, onRepeat));
    }

    /** @return transactions of this kind that begin with this statement; the isolation level has to come first */
    public Transactions beginningWith(String first) {
        return new Transactions(jdbi, preamble.isEmpty() ? first : first + "; " + preamble, attempts);
    }

    /**
     * @param what for the log
     * @param work repeated as a whole: it must have no effect outside the transaction
     * @throws JdbiException as PostgreSQL gave it; one that may pass only after the last attempt
     */
    public <T> T run(String what, Function<Handle, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(handle -> {
                    if (!preamble.isEmpty()) {
                        Sql.execute(handle, preamble);
                    }
                    return work.apply(handle);
                });
            } catch (JdbiException e) {
                if (!attempts.states().contains(ServerError.stateOf(e)) || attempt >= attempts.most()) {
                    throw e;
                }
                attempts.onRepeat().run();
                LOG.infof("%s: attempt %d met others: %s", what, attempt, ServerError.messageOf(e));
                pause(attempts.backoff().multipliedBy(attempt), e);
            }
        }
    }

    /** Whether the same may succeed when others have let go of their locks. */
    public static boolean busy(Throwable thrown) {
        return SqlState.BUSY.contains(ServerError.stateOf(thrown));
    }

    /** @throws JdbiException the reason, when the thread is interrupted: the service stops */
    public static void pause(Duration pause, JdbiException reason) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
