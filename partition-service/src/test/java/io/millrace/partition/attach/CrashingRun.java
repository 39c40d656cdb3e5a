package io.millrace.partition.attach;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationState;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.MigrationStep;
import io.millrace.migration.MigrationSteps;
import io.millrace.partition.Servers;
import io.millrace.postgres.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Runs a migration, and dies at the n-th place where a process could: at the begin of a step, after a commit, at a
 * checkpoint. To die before a commit leaves the same behind as to die at the place before.
 */
final class CrashingRun implements MigrationRun {
    private final Transactions transactions;
    private final Migration migration;
    private int placesLeft = Integer.MAX_VALUE;
    private int step;
    private Duration longest = Duration.ZERO;

    /** What a process that dies leaves behind: nothing but what is committed. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    CrashingRun(Transactions transactions, MigrationRequest request) {
        this.transactions = transactions;
        String id = Servers.query(
                        "INSERT INTO millrace.migration (kind, schema_name, table_name, request, state) VALUES (?, ?, ?, '{}', 'done') RETURNING id",
                        request.kind().text(),
                        request.table().schema(),
                        request.table().name())
                .getFirst();
        migration = new Migration(
                Long.parseLong(id), request, MigrationState.RUNNING, null, 1, 0, 0, 0, Instant.EPOCH, null, null, null);
    }

    /** @param places how many to pass before the crash */
    CrashingRun dyingAfter(int places) {
        placesLeft = places;
        return this;
    }

    /** Goes on with the step that was begun last, like a service that has been started again. */
    void finish(MigrationSteps steps) throws InterruptedException {
        var all = steps.steps(migration);
        while (step < all.size()) {
            MigrationStep next = all.get(step);
            place();
            next.body().run(this);
            step++;
        }
    }

    /** @return whether it died */
    boolean dies(Body work) throws InterruptedException {
        try {
            work.run();
            return false;
        } catch (Crash crash) {
            placesLeft = Integer.MAX_VALUE;
            return true;
        }
    }

    interface Body {
        void run() throws InterruptedException;
    }

    Duration longest() {
        return longest;
    }

    private void place() {
        if (placesLeft-- == 0) {
            throw new Crash();
        }
    }

    @Override
    public Migration migration() {
        return migration;
    }

    @Override
    public <T> T transaction(String what, Function<Handle, T> work) {
        T result = transactions.run(what, work);
        place();
        return result;
    }

    @Override
    public <T> T locking(String what, Function<Handle, T> work) {
        long begin = System.nanoTime();
        T result = transaction(what, work);
        stalled(Duration.ofNanos(System.nanoTime() - begin));
        return result;
    }

    @Override
    public void stalled(Duration waited) {
        longest = waited.compareTo(longest) > 0 ? waited : longest;
    }

    @Override
    public void fence(Handle transaction) {
        // one run at a time
    }

    @Override
    public void checkpoint(String place) {
        place();
    }
}
