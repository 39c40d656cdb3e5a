package io.millrace.ingest.stream;

import io.millrace.api.Problem;
import io.millrace.ingest.IngestConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka for topics of records and how far they reach. To be called on virtual threads: it waits. */
@ApplicationScoped
public class RecordTopics {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Admin admin;
    private final int timeout;

    RecordTopics(IngestConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        admin = Admin.create(new HashMap<>(kafka));
        timeout = Math.toIntExact(config.status().timeout().toMillis());
    }

    /**
     * Those of the topics that are there, by their names.
     *
     * @throws io.millrace.api.ProblemException 503 when Kafka does not answer in time
     */
    Map<String, RecordTopic> find(Collection<String> names) throws InterruptedException {
        try {
            Map<String, TopicDescription> topics = describe(names);
            List<TopicPartition> partitions = topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            // asked for both before either is waited for
            var begins = offsets(partitions, OffsetSpec.earliest());
            var ends = offsets(partitions, OffsetSpec.latest());
            Map<String, RecordTopic> found = new HashMap<>();
            for (TopicDescription topic : topics.values()) {
                found.put(topic.name(), topic(topic, begins.get(), ends.get()));
            }
            return found;
        } catch (ExecutionException e) {
            throw away(e.getCause() == null ? e : e.getCause());
        }
    }

    Optional<RecordTopic> find(String name) throws InterruptedException {
        return Optional.ofNullable(find(List.of(name)).get(name));
    }

    private Map<String, TopicDescription> describe(Collection<String> names)
            throws ExecutionException, InterruptedException {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(timeout);
        Map<String, TopicDescription> topics = new HashMap<>();
        for (var answer : admin.describeTopics(names, options).topicNameValues().entrySet()) {
            try {
                topics.put(answer.getKey(), answer.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return topics;
    }

    private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec which) {
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeout);
        return admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)), options)
                .all();
    }

    private static RecordTopic topic(
            TopicDescription topic,
            Map<TopicPartition, ListOffsetsResultInfo> begins,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        TreeMap<Integer, RecordTopic.Offsets> partitions = new TreeMap<>();
        for (var partition : topic.partitions()) {
            TopicPartition key = new TopicPartition(topic.name(), partition.partition());
            partitions.put(partition.partition(), new RecordTopic.Offsets(offset(begins, key), offset(ends, key)));
        }
        UUID id = new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
        return new RecordTopic(id, partitions);
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), "an answer for every partition")
                .offset();
    }

    private static RuntimeException away(Throwable cause) {
        return Problem.of(
                        503,
                        "unavailable",
                        "Not at the moment",
                        "Kafka does not tell how far the topics of records reach: %s. Streams are not touched by that; ask again."
                                .formatted(cause.getMessage()))
                .exception();
    }

    @PreDestroy
    void close() {
        admin.close(CLOSE);
    }
}
