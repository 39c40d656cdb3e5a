package io.millrace.partition.migrate.run;

import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationState;
import io.millrace.partition.migrate.Run;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A runner's hold on a migration. Safe to use from many threads. */
final class StepRun implements Run {
    private final MigrationStore store;
    private final Transactions transactions;
    private final FailPoints failPoints;
    private final Pool pool;
    private final Migration migration;

    StepRun(MigrationStore store, Transactions transactions, FailPoints failPoints, Pool pool, Migration migration) {
        this.store = store;
        this.transactions = transactions;
        this.failPoints = failPoints;
        this.pool = pool;
        this.migration = migration;
    }

    @Override
    public Migration migration() {
        return migration;
    }

    @Override
    public void fence(SqlClient transaction) {
        store.fence(transaction, migration);
    }

    @Override
    public void checkpoint(String place) {
        MigrationState now = store.find(pool, migration.id())
                .map(Migration::state)
                .orElseThrow(() -> new StoppedException("migration %d is gone".formatted(migration.id())));
        if (now != migration.state()) {
            throw new StoppedException("migration %d is %s".formatted(migration.id(), now.text()));
        }
        failPoints.pass(migration.id(), place);
    }

    @Override
    public <T> T transaction(String what, Function<SqlConnection, T> work) {
        return transactions.run("migration %d: %s".formatted(migration.id(), what), client -> {
            fence(client);
            return work.apply(client);
        });
    }

    @Override
    public <T> T locking(String what, Function<SqlConnection, T> work) {
        AtomicLong begun = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        try {
            return transaction(what, client -> {
                begun.set(System.nanoTime());
                try {
                    return work.apply(client);
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
        store.stalled(pool, migration.id(), waited.toMillis());
    }
}
