package io.millrace.loader.park;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of parked units. Always up: whoever is not at fault is loaded as ever, and a loader that is taken out of service mends
 * nothing.
 */
@Readiness
@ApplicationScoped
class ParkedHealth implements HealthCheck {
    private final ParkedCounts counts;

    ParkedHealth(ParkedCounts counts) {
        this.counts = counts;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("parked units").up();
        var parked = counts.byDataset();
        answer.withData("state", parked.isEmpty() ? "good" : "degraded");
        answer.withData(
                "parked", parked.values().stream().mapToLong(Long::longValue).sum());
        parked.forEach((dataset, units) -> answer.withData(dataset.isEmpty() ? "(unknown)" : dataset, units));
        return answer.build();
    }
}
