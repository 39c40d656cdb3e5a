package io.millrace.edge.catalog;

import io.millrace.contract.topic.Topics;
import io.millrace.edge.retry.Backoff;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the compacted topic of the datasets from its beginning, for as long as the service runs and whatever is thrown: a
 * {@link DatasetSession} that ends is followed by another one, which reads everything again.
 */
@ApplicationScoped
public class DatasetTopic {
    private static final Logger LOG = Logger.getLogger(DatasetTopic.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2));

    private final DatasetCatalog catalog;
    private final Map<String, Object> kafka;
    private final Thread follower = Thread.ofPlatform().name("dataset-topic").unstarted(this::follow);
    private volatile @Nullable Instant readAt;
    private volatile @Nullable String failure;
    private volatile Set<String> announced = Set.of();
    private volatile Map<String, String> unreadable = Map.of();

    DatasetTopic(DatasetCatalog catalog, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.catalog = catalog;
        this.kafka = new HashMap<>(kafka);
    }

    void start(@Observes StartupEvent event) {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        follower.interrupt();
        follower.join(Duration.ofSeconds(5));
    }

    /** Whether all that the topic held when the service started is in the catalog. */
    public boolean caughtUp() {
        return readAt != null;
    }

    /**
     * Whether the topic has the version. The catalog keeps what it knows when the topic is deleted and made anew, until it
     * is announced again.
     */
    public boolean announces(String dataset, int version) {
        return announced.contains(Topics.datasetKey(dataset, version));
    }

    /** When the topic was last read to its end; nothing before the first time. */
    Optional<Instant> readAt() {
        return Optional.ofNullable(readAt);
    }

    /** Why it could not be read when that was tried last; nothing when it could. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** What of the topic is left out, and why, by key or offset. */
    SortedMap<String, String> unreadable() {
        return new TreeMap<>(unreadable);
    }

    private void follow() {
        int failures = 0; // in a row
        while (!Thread.currentThread().isInterrupted()) {
            try (DatasetSession session = new DatasetSession(catalog, kafka)) {
                unreadable = session.unreadable();
                while (session.isOfThisTopic()) {
                    if (session.readToEnd()) {
                        readAt = Instant.now();
                        announced = session.announced();
                        failure = null;
                        failures = 0;
                    }
                }
                LOG.warnf("topic %s was deleted and made anew; reading it from its beginning", Topics.DATASETS);
            } catch (Throwable e) { // whatever it is: without datasets nobody can work
                if (Thread.interrupted() || e instanceof InterruptedException) {
                    break;
                }
                failure = e.toString();
                pause(++failures, e);
            }
        }
        LOG.debug("no longer following the datasets");
    }

    private static void pause(int failures, Throwable e) {
        if (Integer.bitCount(failures) == 1) { // the first, second, fourth …: an hour without Kafka is one story
            LOG.warnf("topic %s cannot be read, tried %d times; trying again: %s", Topics.DATASETS, failures, e);
        }
        try {
            Thread.sleep(BACKOFF.delay(failures));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
