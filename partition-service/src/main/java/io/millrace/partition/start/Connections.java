package io.millrace.partition.start;

import io.millrace.partition.PartitionConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The budgets of connections. Each duty holds no more than its own, by its lease or its semaphore, so that the API finds one
 * whatever else goes on; a pool that is too small for all of them at once is refused, since the duties that hold one and want
 * another would wait for each other.
 */
@ApplicationScoped
class Connections {
    /** Requests of the API take one at a time, each for a moment; the rest of the pool is theirs, and no less than this. */
    static final int API = 3;
    /** The lease of maintenance, and what it does. */
    static final int MAINTENANCE = 2;
    /** The lease of expiry, and what it does. */
    static final int EXPIRY = 2;
    /** Two requests for rows of archives, an archive that is written or read back, a plan of a restore, a health check. */
    static final int ARCHIVES = 5;

    private final PartitionConfig config;
    private final int size;

    Connections(PartitionConfig config, @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int size) {
        this.config = config;
        this.size = size;
    }

    void check(@Observes StartupEvent event) {
        check(
                size,
                config.rows().atOnce(),
                config.migration().atOnce(),
                config.migration().workers());
    }

    /** @throws IllegalArgumentException naming the property and the least that works */
    static void check(int size, int readers, int migrations, int workers) {
        atLeast("millrace.partition.rows.at-once", readers, 1, "nobody could read");
        atLeast("millrace.partition.migration.at-once", migrations, 1, "no migration would go on");
        atLeast("millrace.partition.migration.workers", workers, 1, "no migration would go on");
        // a migration holds its lease; its workers copy, and two sessions compare
        int least = API + MAINTENANCE + EXPIRY + ARCHIVES + readers + migrations * (1 + Math.max(workers, 2));
        atLeast(
                "quarkus.datasource.jdbc.max-size",
                size,
                least,
                "%d for the API, %d for maintenance, %d for expiry, %d for archives, %d for millrace.partition.rows.at-once, and for each of %d of millrace.partition.migration.at-once one more than its workers; raise it, or lower those"
                        .formatted(API, MAINTENANCE, EXPIRY, ARCHIVES, readers, migrations));
    }

    private static void atLeast(String property, int value, int least, String why) {
        if (value < least) {
            throw new IllegalArgumentException("%s: %d is less than %d: %s".formatted(property, value, least, why));
        }
    }
}
