package io.millrace.transform.receive;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.SharedServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker with Millrace's topics. */
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
        return Map.of("kafka.bootstrap.servers", servers, "millrace.transform.dataset-wait", "2s");
    }

    @Override
    public void stop() {
        // the broker ends with the JVM
    }
}
