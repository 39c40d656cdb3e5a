package io.millrace.partition.maintain;

import io.millrace.partition.dataset.Reconciliation;
import io.millrace.partition.start.NotStarted;
import io.millrace.partition.start.Started;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** When the duties run: once at start, as soon as the schema and the topics are there, and then again and again. */
@ApplicationScoped
public class MaintenanceSchedule {
    private static final Logger LOG = Logger.getLogger(MaintenanceSchedule.class);

    private final Maintenance maintenance;
    private final Reconciliation reconciliation;
    private final Lease lease;

    MaintenanceSchedule(Maintenance maintenance, Reconciliation reconciliation, Lease lease) {
        this.maintenance = maintenance;
        this.reconciliation = reconciliation;
        this.lease = lease;
    }

    /** The first run: a schedule that fired before is not made up for by itself. */
    void begin(@Observes Started started) {
        try {
            reconcile();
            maintain();
        } catch (RuntimeException e) {
            LOG.error("the first maintenance failed; the schedule goes on", e);
        }
    }

    @Scheduled(
            identity = "maintenance",
            every = "{millrace.partition.every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    @RunOnVirtualThread
    void maintain() {
        if (!lease.tryRun(maintenance::runAll)) {
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
}
