package io.millrace.partition.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Health beside what Quarkus checks by itself: that PostgreSQL and Kafka answer. */
@ApplicationScoped
class Checks {
    private final StartProgress progress;

    Checks(StartProgress progress) {
        this.progress = progress;
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck migrated() {
        return () -> check("database schema is migrated", progress.isMigrated());
    }

    @Produces
    @Startup
    @ApplicationScoped
    HealthCheck started() {
        return () -> check("schema and topics are in place", progress.isDone());
    }

    private static HealthCheckResponse check(String name, boolean up) {
        return HealthCheckResponse.named(name).status(up).build();
    }
}
