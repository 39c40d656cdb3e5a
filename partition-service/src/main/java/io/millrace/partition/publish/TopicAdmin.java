package io.millrace.partition.publish;

import io.millrace.contract.topic.Topics;
import io.millrace.partition.TopicsConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates the topics that the services share; nobody else does. */
@ApplicationScoped
public class TopicAdmin {
    private static final Logger LOG = Logger.getLogger(TopicAdmin.class);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Map<String, Object> kafka;
    private final TopicsConfig config;

    TopicAdmin(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig config) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        this.kafka.put("request.timeout.ms", TIMEOUT_MILLIS);
        this.config = config;
    }

    /**
     * Creates what is not there yet.
     *
     * @throws ExecutionException when Kafka is away or refuses
     */
    public void createTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            for (var topic : admin.createTopics(topics()).values().entrySet()) {
                try {
                    topic.getValue().get();
                    LOG.infof("created topic %s", topic.getKey());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    private List<NewTopic> topics() {
        Map<String, String> records = Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(config.retention().toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, maxMessage());
        Map<String, String> compacted = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                maxMessage());
        return List.of(
                new NewTopic(Topics.UNITS, config.partitions(), config.replication()).configs(records),
                new NewTopic(Topics.BATCHES, config.partitions(), config.replication()).configs(records),
                new NewTopic(Topics.DATASETS, 1, config.replication()).configs(compacted));
    }

    private String maxMessage() {
        return Long.toString(config.maxMessage().asLongValue());
    }
}
