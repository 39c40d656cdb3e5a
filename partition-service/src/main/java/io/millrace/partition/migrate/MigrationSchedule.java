package io.millrace.partition.migrate;

import io.millrace.migration.run.MigrationRunner;
import io.millrace.partition.start.NotStarted;
import io.millrace.partition.start.Started;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Finds migrations that nobody carries on: at start, and again and again. */
@ApplicationScoped
public class MigrationSchedule {
    private static final Logger LOG = Logger.getLogger(MigrationSchedule.class);

    private final MigrationRunner runner;

    MigrationSchedule(MigrationRunner runner) {
        this.runner = runner;
    }

    /** Nobody hears what an observer throws. */
    void begin(@Observes Started started) {
        try {
            runner.resumeAll();
        } catch (RuntimeException e) {
            LOG.errorf(e, "the migrations could not be looked for; the schedule will do it");
        }
    }

    @Scheduled(
            identity = "migrations",
            every = "{millrace.partition.migration.resume-every}",
            concurrentExecution = ConcurrentExecution.SKIP,
            skipExecutionIf = NotStarted.class)
    @RunOnVirtualThread
    void resume() {
        runner.resumeAll();
    }
}
