package io.millrace.partition.publish;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.topic.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** What Kafka knows of topics of records. */
final class TopicReader {
    private static final Logger LOG = Logger.getLogger(TopicReader.class);

    private TopicReader() {}

    /** @return the topics that are there, by name */
    static Map<String, RecordTopicFacts> read(Admin admin, Collection<Dataset> datasets) throws KafkaAwayException {
        List<String> names =
                datasets.stream().map(dataset -> Topics.records(dataset.name())).toList();
        Map<String, TopicDescription> there = new HashMap<>();
        for (var topic : admin.describeTopics(names).topicNameValues().entrySet()) {
            get(topic.getValue()).ifPresent(description -> there.put(topic.getKey(), description));
        }
        var settings = admin.describeConfigs(
                there.keySet().stream().map(RecordTopicAdmin::resource).toList());
        Map<String, RecordTopicFacts> topics = new HashMap<>();
        for (var topic : settings.values().entrySet()) {
            TopicDescription description =
                    Objects.requireNonNull(there.get(topic.getKey().name()));
            get(topic.getValue()).ifPresent(values -> topics.put(description.name(), topic(description, values)));
        }
        return topics;
    }

    private static RecordTopicFacts topic(TopicDescription topic, Config settings) {
        return new RecordTopicFacts(
                topic.partitions().size(),
                topic.partitions().getFirst().replicas().size(),
                Long.parseLong(settings.get(TopicConfig.RETENTION_MS_CONFIG).value()));
    }

    /** @return nothing when there is no such topic, or none that this service may look at */
    private static <T> Optional<T> get(KafkaFuture<T> answer) throws KafkaAwayException {
        try {
            return Optional.of(answer.get());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                LOG.errorf(
                        "Kafka refuses to describe a topic of records: %s",
                        KafkaAwayException.notAway(e).getMessage());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            throw KafkaAwayException.interrupted(e);
        }
    }
}
