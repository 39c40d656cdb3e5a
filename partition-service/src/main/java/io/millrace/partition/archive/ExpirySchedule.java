package io.millrace.partition.archive;

import io.millrace.archive.expire.ExpiryDuty;
import io.millrace.partition.start.NotStarted;
import io.millrace.postgres.Lease;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * When partitions are taken on: on a schedule, and right after something was asked for. Apart from maintenance, which must
 * not wait for gigabytes to be archived; on threads of the platform, since DuckDB would hold a virtual thread's carrier.
 */
@ApplicationScoped
public class ExpirySchedule {
    private static final Logger LOG = Logger.getLogger(ExpirySchedule.class);

    private final ExpiryDuty duty;
    private final Lease lease;

    ExpirySchedule(ExpiryDuty duty, Jdbi jdbi) {
        this.duty = duty;
        lease = new Lease(jdbi, "millrace.expiry");
    }

    /** There is something to do. */
    public record Due() {}

    @Scheduled(
            identity = "expiry",
            every = "{millrace.partition.archive.every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    void run() throws InterruptedException {
        runOnce(Duration.ZERO);
    }

    /** Waits for a run that may have looked before this was asked for; nobody hears what an observer throws. */
    void asked(@ObservesAsync Due due) {
        try {
            runOnce(Duration.ofSeconds(30));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("partitions on their way were not taken on; the schedule will do it", e);
        }
    }

    /** @return whether it ran; no when another run was at it all the time */
    boolean runOnce(Duration patience) throws InterruptedException {
        return lease.tryRun(patience, () -> {
                    duty.runOnce();
                    return true;
                })
                .orElse(false);
    }
}
