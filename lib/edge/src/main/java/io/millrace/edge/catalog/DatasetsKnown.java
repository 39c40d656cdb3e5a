package io.millrace.edge.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before the datasets are known: an upload to a dataset that exists must not be answered with 404. Later on it
 * stays ready when the topic cannot be read, since the datasets that are known can be worked with, and all replicas would
 * be taken away at once; the answer's data tells of it.
 */
@Readiness
@ApplicationScoped
class DatasetsKnown implements HealthCheck {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final DatasetTopic topic;
    private final DatasetCatalog catalog;

    DatasetsKnown(DatasetTopic topic, DatasetCatalog catalog) {
        this.topic = topic;
        this.catalog = catalog;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("datasets are known")
                .status(topic.caughtUp())
                .withData("datasets", catalog.names().size());
        topic.readAt().ifPresent(at -> {
            Duration since = Duration.between(at, Instant.now());
            if (since.compareTo(LONG) > 0) {
                response.withData(
                        "degraded", "changes of datasets were last read %d s ago".formatted(since.toSeconds()));
            }
        });
        topic.failure().ifPresent(why -> response.withData("failure", why));
        SortedMap<String, String> unreadable = topic.unreadable();
        if (!unreadable.isEmpty()) {
            response.withData("unreadable", unreadable.size() + ", the first is " + unreadable.firstKey());
        }
        return response.build();
    }
}
