package io.millrace.transform.receive;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.Database;
import io.millrace.embedded.SharedServers;
import io.millrace.transform.StreamLedger;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker with Millrace's topics, and a database with the tables of streams. */
public final class KafkaForTests implements QuarkusTestResourceLifecycleManager {
    static final int BATCH_PARTITIONS = 4;
    private static final Map<String, String> LARGE = Map.of("max.message.bytes", "16777216");

    @Override
    public Map<String, String> start() {
        String servers = SharedServers.kafka().bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.UNITS, 3, (short) 1).configs(LARGE),
                            new NewTopic(Topics.BATCHES, BATCH_PARTITIONS, (short) 1).configs(LARGE),
                            new NewTopic(Topics.DATASETS, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException("the topics could not be made", e);
        }
        Database database = StreamLedger.database();
        return Map.of(
                "kafka.bootstrap.servers",
                servers,
                "millrace.transform.dataset-wait",
                "2s",
                "quarkus.datasource.reactive.url",
                "postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.name()),
                "quarkus.datasource.username",
                database.user(),
                "quarkus.datasource.password",
                database.password(),
                "millrace.transform.records.look",
                "100ms",
                "millrace.transform.records.metadata-age",
                "500ms");
    }

    @Override
    public void stop() {
        // the broker ends with the JVM
    }
}
