package io.millrace.migration.run;

import io.millrace.api.migration.MigrationState;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationRun;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Transactions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A runner's hold on a migration. Safe to use from many threads. */
final class StepRun implements MigrationRun {
    private final MigrationStore store;
    private final Transactions transactions;
    private final FailPoint failPoint;
    private final Jdbi jdbi;
    private final Migration migration;

    StepRun(MigrationStore store, Transactions transactions, FailPoint failPoint, Jdbi jdbi, Migration migration) {
        this.store = store;
        this.transactions = transactions;
        this.failPoint = failPoint;
        this.jdbi = jdbi;
        this.migration = migration;
    }

    @Override
    public Migration migration() {
        return migration;
    }

    @Override
    public void fence(Handle transaction) {
        store.fence(transaction, migration);
    }

    @Override
    public void checkpoint(String place) {
        MigrationState now = jdbi.withHandle(handle -> store.find(handle, migration.id()))
                .map(Migration::state)
                .orElseThrow(() -> new StoppedException("migration %d is gone".formatted(migration.id())));
        if (now != migration.state()) {
            throw new StoppedException("migration %d is %s".formatted(migration.id(), now.text()));
        }
        failPoint.reached("migration %d %s".formatted(migration.id(), place));
    }

    @Override
    public <T> T transaction(String what, Function<Handle, T> work) {
        return transactions.run("migration %d: %s".formatted(migration.id(), what), handle -> {
            fence(handle);
            return work.apply(handle);
        });
    }

    @Override
    public <T> T locking(String what, Function<Handle, T> work) {
        AtomicLong begun = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        try {
            return transaction(what, handle -> {
                begun.set(System.nanoTime());
                try {
                    return work.apply(handle);
                } catch (RuntimeException e) {
                    longest.accumulateAndGet(System.nanoTime() - begun.get(), Math::max);
                    throw e;
                }
            });
        } finally {
            // the last attempt lasted until its commit; the line is written behind it, since its fence holds the line
            stalled(Duration.ofNanos(Math.max(longest.get(), System.nanoTime() - begun.get())));
        }
    }

    @Override
    public void stalled(Duration waited) {
        jdbi.useHandle(handle -> store.stalled(handle, migration.id(), waited.toMillis()));
    }
}
