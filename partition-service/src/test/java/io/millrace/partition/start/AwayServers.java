package io.millrace.partition.start;

import io.millrace.embedded.PostgresOptions;
import io.millrace.embedded.PostgresServer;
import io.millrace.embedded.SharedServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A PostgreSQL of its own that is not up when the service starts. */
public class AwayServers implements QuarkusTestResourceLifecycleManager {
    static volatile PostgresServer postgres;

    @Override
    public Map<String, String> start() {
        postgres = new PostgresServer(PostgresOptions.temporary());
        return Map.of(
                "MILLRACE_POSTGRES_PORT", Integer.toString(postgres.port()),
                "KAFKA_BOOTSTRAP_SERVERS", SharedServers.kafka().bootstrapServers(),
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        postgres.close();
    }
}
