package io.millrace.loader.receive;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.millrace.loader.Schema;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker and a PostgreSQL of the test's own, since it stops them. */
public class Servers implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 3;
    private KafkaServer kafka;
    private PostgresServer postgres;
    private Schema schema;

    @Override
    public Map<String, String> start() {
        kafka = KafkaServer.temporary();
        postgres = PostgresServer.temporary();
        schema = Schema.in(postgres, "loader");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.BATCHES, Optional.of(PARTITIONS), Optional.empty()),
                            new NewTopic(Topics.UNITS, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "quarkus.http.test-port", "0",
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "quarkus.datasource.jdbc.url", schema.database().jdbcUrl(),
                "quarkus.datasource.username", schema.database().user(),
                "quarkus.datasource.password", schema.database().password(),
                "millrace.loader.retry.most", "500ms");
    }

    @Override
    public void inject(TestInjector into) {
        into.injectIntoFields(kafka, new TestInjector.MatchesType(KafkaServer.class));
        into.injectIntoFields(postgres, new TestInjector.MatchesType(PostgresServer.class));
        into.injectIntoFields(schema, new TestInjector.MatchesType(Schema.class));
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }
}
