package io.millrace.loader.load;

import io.millrace.postgres.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** The pool of connections. Refuses to start with one that would take a PostgreSQL's connections from everybody else. */
@ApplicationScoped
class LoaderPool {
    static final int MOST = 60;

    private final int size;

    LoaderPool(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int size) {
        this.size = size;
    }

    @Produces
    @Singleton
    static Jdbi jdbi(DataSource pool) {
        return Sql.over(pool);
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
