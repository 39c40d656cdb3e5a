package io.millrace.partition.stats;

import io.millrace.partition.PartitionConfig;
import io.millrace.partition.start.NotStarted;
import io.millrace.postgres.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Writes down what partition sets weigh, and forgets it after its time. */
@ApplicationScoped
public class StatsKeeper {
    private final StatsStore store;
    private final Transactions transactions;
    private final PartitionConfig config;
    private final Clock clock;

    StatsKeeper(StatsStore store, Transactions transactions, PartitionConfig config, Clock clock) {
        this.store = store;
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            identity = "stats",
            every = "{millrace.partition.stats.every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    @RunOnVirtualThread
    void onSchedule() {
        // replicas have schedules that are apart, and one line is enough
        keep(config.stats().every().dividedBy(2));
    }

    /**
     * Takes the sizes of all sets in one statement, unless somebody does just now.
     *
     * @param apart sets whose last line is younger are left out
     */
    public void keep(Duration apart) {
        Instant now = clock.instant();
        transactions.run("partition stats", handle -> {
            boolean mine = store.lock(handle);
            if (mine) {
                store.take(handle, now, now.minus(apart));
                store.prune(handle, now.minus(config.stats().keep()));
            }
            return mine;
        });
    }
}
