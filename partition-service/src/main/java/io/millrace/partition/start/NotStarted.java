package io.millrace.partition.start;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps schedules from running before there is anything to work on. */
@ApplicationScoped
public class NotStarted implements Scheduled.SkipPredicate {
    private final StartProgress progress;

    NotStarted(StartProgress progress) {
        this.progress = progress;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
        return !progress.isDone();
    }
}
