package io.millrace.loader.write;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start with a pool that would take a PostgreSQL's connections from everybody else. */
@ApplicationScoped
class PoolSize {
    static final int MOST = 60;

    private final int size;

    PoolSize(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int size) {
        this.size = size;
    }

    void check(@Observes StartupEvent event) {
        check(size);
    }

    static void check(int size) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException(
                    "quarkus.datasource.jdbc.max-size: %d is not between 1 and %d; one connection per Kafka partition is enough"
                            .formatted(size, MOST));
        }
    }
}
