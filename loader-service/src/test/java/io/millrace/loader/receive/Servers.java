package io.millrace.loader.receive;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.OwnServers;
import io.millrace.embedded.PostgresServer;
import io.millrace.loader.Schema;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A broker and a PostgreSQL of the test's own, since it stops them. */
public class Servers implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 3;
    private OwnServers servers;
    private Schema schema;

    @Override
    public Map<String, String> start() {
        servers = OwnServers.start(Map.of(Topics.BATCHES, PARTITIONS, Topics.UNITS, PARTITIONS));
        schema = Schema.in(servers.postgres(), "loader");
        return Map.of(
                "quarkus.http.test-port", "0",
                "kafka.bootstrap.servers", servers.kafka().bootstrapServers(),
                "quarkus.datasource.jdbc.url", schema.database().jdbcUrl(),
                "quarkus.datasource.username", schema.database().user(),
                "quarkus.datasource.password", schema.database().password(),
                "millrace.loader.retry.most", "500ms");
    }

    @Override
    public void inject(TestInjector into) {
        into.injectIntoFields(servers.kafka(), new TestInjector.MatchesType(KafkaServer.class));
        into.injectIntoFields(servers.postgres(), new TestInjector.MatchesType(PostgresServer.class));
        into.injectIntoFields(schema, new TestInjector.MatchesType(Schema.class));
    }

    @Override
    public void stop() {
        if (servers != null) {
            servers.close();
        }
    }
}
