package io.millrace.edge.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the datasets are known: an upload to a dataset that exists must not be answered with 404. */
@Readiness
@ApplicationScoped
class DatasetsKnown implements HealthCheck {
    private final DatasetTopic topic;
    private final DatasetCatalog catalog;

    DatasetsKnown(DatasetTopic topic, DatasetCatalog catalog) {
        this.topic = topic;
        this.catalog = catalog;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("datasets are known")
                .status(topic.caughtUp())
                .withData("datasets", catalog.names().size())
                .build();
    }
}
