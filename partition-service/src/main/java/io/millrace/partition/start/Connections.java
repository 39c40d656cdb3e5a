package io.millrace.partition.start;

import io.millrace.partition.policy.PartitionConfig;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.StartupEvent;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The budgets of connections. Each duty holds no more than its own, by its lease or its semaphore, so that the API finds one
 * whatever else goes on; pools that are too small for all of them at once are refused, since the duties that hold one and want
 * another would wait for each other.
 */
@ApplicationScoped
class Connections {
    /** Requests of the API take one at a time, each for a moment; the rest of the pool is theirs, and no less than this. */
    static final int API = 3;
    /** The lease of maintenance, an index that is being built, and what attaches it. */
    static final int MAINTENANCE = 3;
    /** The lease of expiry, and what it does. */
    static final int EXPIRY = 2;
    /** Of JDBC: two requests for rows of archives, an archive that is written or read back, a plan of a restore, a health check. */
    static final int JDBC = 5;

    private final PartitionConfig config;
    private final int size;
    private final int jdbc;

    Connections(
            PartitionConfig config,
            @ConfigProperty(name = "quarkus.datasource.reactive.max-size") int size,
            @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int jdbc) {
        this.config = config;
        this.size = size;
        this.jdbc = jdbc;
    }

    void check(@Observes StartupEvent event) {
        check(
                size,
                jdbc,
                config.rows().atOnce(),
                config.migration().atOnce(),
                config.migration().workers());
    }

    /** @throws IllegalArgumentException naming the property and the least that works */
    static void check(int size, int jdbc, int readers, int migrations, int workers) {
        atLeast("millrace.partition.rows.at-once", readers, 1, "nobody could read");
        atLeast("millrace.partition.migration.at-once", migrations, 1, "no migration would go on");
        atLeast("millrace.partition.migration.workers", workers, 1, "no migration would go on");
        // a migration holds its lease; its workers copy, and two sessions compare
        int least = API + MAINTENANCE + EXPIRY + readers + migrations * (1 + Math.max(workers, 2));
        atLeast(
                "quarkus.datasource.reactive.max-size",
                size,
                least,
                "%d for the API, %d for maintenance, %d for expiry, %d for millrace.partition.rows.at-once, and for each of %d of millrace.partition.migration.at-once one more than its workers; raise it, or lower those"
                        .formatted(API, MAINTENANCE, EXPIRY, readers, migrations));
        atLeast("quarkus.datasource.jdbc.max-size", jdbc, JDBC, "archives are read and written over these");
    }

    private static void atLeast(String property, int value, int least, String why) {
        if (value < least) {
            throw new IllegalArgumentException("%s: %d is less than %d: %s".formatted(property, value, least, why));
        }
    }

    /** Nobody waits for a connection for ever. */
    @Singleton
    static final class Patience implements PgPoolCreator {
        private final Duration timeout;

        Patience(PartitionConfig config) {
            timeout = config.connectionTimeout();
        }

        @Override
        public Pool create(Input input) {
            var options = input.poolOptions()
                    .setConnectionTimeout(Math.toIntExact(timeout.toMillis()))
                    .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
            return PgBuilder.pool()
                    .with(options)
                    .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                    .using(input.vertx())
                    .build();
        }
    }
}
