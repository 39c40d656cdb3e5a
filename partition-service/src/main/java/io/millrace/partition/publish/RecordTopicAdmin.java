package io.millrace.partition.publish;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Records;
import io.millrace.contract.topic.Topics;
import io.millrace.partition.TopicsConfig;
import io.millrace.partitioning.plan.Mismatch;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** The topics that producers write to. What does not get through is done by the reconciliation of datasets. */
@ApplicationScoped
public class RecordTopicAdmin {
    private static final Logger LOG = Logger.getLogger(RecordTopicAdmin.class);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Map<String, Object> kafka;
    private final TopicsConfig config;

    RecordTopicAdmin(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig config) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        this.kafka.put("request.timeout.ms", TIMEOUT_MILLIS);
        this.config = config;
    }

    /** @return what the dataset asks of its topic that cannot be had, as far as Kafka can be asked now */
    public List<Mismatch> refusals(Dataset dataset) {
        Records wanted = dataset.recordsOrDefault();
        if (wanted.partitions() == null && wanted.replication() == null) {
            return List.of();
        }
        try (Admin admin = Admin.create(kafka)) {
            RecordTopicFacts topic = TopicReader.read(admin, List.of(dataset)).get(Topics.records(dataset.name()));
            return topic == null ? tryOut(admin, dataset) : TopicPlanner.refusals(dataset, topic);
        } catch (KafkaAwayException | KafkaException e) {
            LOG.warnf("the topic of dataset %s cannot be looked at now: %s", dataset.name(), e.getMessage());
            return List.of();
        }
    }

    /**
     * Gives the datasets the topics they ask for. What Kafka refuses is told in the log and leaves the others alone.
     *
     * @return whether Kafka answered
     */
    public boolean ensure(Collection<Dataset> datasets) {
        if (datasets.isEmpty()) {
            return true;
        }
        try (Admin admin = Admin.create(kafka)) {
            Map<String, RecordTopicFacts> topics = TopicReader.read(admin, datasets);
            for (Dataset dataset : datasets) {
                Optional<RecordTopicFacts> topic = Optional.ofNullable(topics.get(Topics.records(dataset.name())));
                for (TopicChange change : TopicPlanner.plan(dataset, topic, config.records())) {
                    carryOut(admin, change);
                }
            }
            return true;
        } catch (KafkaAwayException | KafkaException e) {
            LOG.warnf("topics of records cannot be looked after now: %s", e.getMessage());
            return false;
        }
    }

    private void carryOut(Admin admin, TopicChange change) throws KafkaAwayException {
        try {
            switch (change) {
                case TopicChange.Create create ->
                    admin.createTopics(List.of(topic(create))).all().get();
                case TopicChange.Grow grow ->
                    admin.createPartitions(Map.of(grow.topic(), NewPartitions.increaseTo(grow.partitions())))
                            .all()
                            .get();
                case TopicChange.Retain retain ->
                    admin.incrementalAlterConfigs(Map.of(resource(retain.topic()), List.of(setting(retain))))
                            .all()
                            .get();
            }
            LOG.infof("done: %s", change);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another replica was quicker
                LOG.errorf(
                        "Kafka refuses %s: %s",
                        change, KafkaAwayException.notAway(e).getMessage());
            }
        } catch (InterruptedException e) {
            throw KafkaAwayException.interrupted(e);
        }
    }

    /** Kafka alone knows how many brokers there are. */
    private List<Mismatch> tryOut(Admin admin, Dataset dataset) throws KafkaAwayException {
        List<NewTopic> topics = TopicPlanner.plan(dataset, Optional.empty(), config.records()).stream()
                .filter(TopicChange.Create.class::isInstance)
                .map(change -> topic((TopicChange.Create) change))
                .toList();
        try {
            admin.createTopics(topics, new CreateTopicsOptions().validateOnly(true))
                    .all()
                    .get();
            return List.of();
        } catch (ExecutionException e) {
            Throwable reason = KafkaAwayException.notAway(e);
            return reason instanceof InvalidReplicationFactorException
                            && dataset.recordsOrDefault().replication() != null
                    ? List.of(
                            new Mismatch("records.replication", reason.getMessage() + " Write less, or leave it out."))
                    : List.of(); // the dataset is not to blame
        } catch (InterruptedException e) {
            throw KafkaAwayException.interrupted(e);
        }
    }

    private NewTopic topic(TopicChange.Create create) {
        return new NewTopic(create.topic(), create.partitions(), create.replication())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(create.retentionMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(config.records().maxRecord().asLongValue())));
    }

    private static AlterConfigOp setting(TopicChange.Retain retain) {
        return new AlterConfigOp(
                new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retain.retentionMillis())),
                AlterConfigOp.OpType.SET);
    }

    static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
