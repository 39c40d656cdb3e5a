package io.millrace.partition.maintain;

import io.millrace.partition.dataset.DatasetChanged;
import io.millrace.partition.dataset.Reconciliation;
import io.millrace.partition.start.NotStarted;
import io.millrace.partition.start.Started;
import io.millrace.postgres.Lease;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.jboss.logging.Logger;

/** When the duties run: once at start, as soon as the schema and the topics are there, and then again and again. */
@ApplicationScoped
public class MaintenanceSchedule {
    private static final Logger LOG = Logger.getLogger(MaintenanceSchedule.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Maintenance maintenance;
    private final Reconciliation reconciliation;
    private final Lease lease;

    MaintenanceSchedule(Maintenance maintenance, Reconciliation reconciliation, Lease lease) {
        this.maintenance = maintenance;
        this.reconciliation = reconciliation;
        this.lease = lease;
    }

    /** The first run: a firing that came too early is not made up for by the scheduler. */
    void begin(@Observes Started started) {
        guarded("the first maintenance", () -> {
            reconcile();
            maintain();
        });
    }

    /** Parts of new indexes, for one, are built beside the request that asked for them. */
    void changed(@ObservesAsync DatasetChanged change) {
        guarded(
                "the maintenance of dataset " + change.name(),
                () -> lease.tryRun(PATIENCE, () -> maintenance.runOne(change.name())));
    }

    @Scheduled(
            identity = "maintenance",
            every = "{millrace.partition.every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    @RunOnVirtualThread
    void maintain() throws InterruptedException {
        if (lease.tryRun(Duration.ZERO, maintenance::runAll).isEmpty()) {
            LOG.debug("another replica maintains");
        }
    }

    @Scheduled(
            identity = "reconciliation",
            every = "{millrace.topics.reconcile-every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    @RunOnVirtualThread
    void reconcile() {
        reconciliation.runOnce();
    }

    private interface Duty {
        void run() throws InterruptedException;
    }

    /** Nobody hears what an observer throws. */
    private static void guarded(String what, Duty duty) {
        try {
            duty.run();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed; the schedule will do it", what);
        }
    }
}
