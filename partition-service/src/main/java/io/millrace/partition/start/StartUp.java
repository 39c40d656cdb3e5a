package io.millrace.partition.start;

import io.millrace.partition.publish.TopicAdmin;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Puts the schema and the topics in place beside the running service, so that a database or a broker that is not up yet
 * shows in the health checks instead of ending the process.
 */
@ApplicationScoped
public class StartUp {
    private static final Logger LOG = Logger.getLogger(StartUp.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Flyway flyway;
    private final TopicAdmin topics;
    private final StartProgress progress;
    private final Event<Started> started;
    private final Thread thread = Thread.ofVirtual().name("start-up").unstarted(this::run);

    StartUp(Flyway flyway, TopicAdmin topics, StartProgress progress, Event<Started> started) {
        this.flyway = flyway;
        this.topics = topics;
        this.progress = progress;
        this.started = started;
    }

    private interface Step {
        void run() throws Exception;
    }

    void begin(@Observes StartupEvent event) {
        thread.start();
    }

    void end(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                if (!progress.topicsAreCreated() && tried("topics", topics::createTopics)) {
                    progress.topicsCreated();
                }
                if (!progress.isMigrated() && tried("schema", flyway::migrate)) {
                    progress.migrated();
                }
                if (progress.isDone()) {
                    started.fire(new Started());
                    return;
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException stopping) {
            LOG.debug("stopped before the start was complete");
        }
    }

    private static boolean tried(String what, Step step) throws InterruptedException {
        try {
            step.run();
            return true;
        } catch (InterruptedException stopping) {
            throw stopping;
        } catch (Exception e) {
            LOG.warnf("the %s cannot be put in place yet: %s", what, e.getMessage());
            return false;
        }
    }
}
