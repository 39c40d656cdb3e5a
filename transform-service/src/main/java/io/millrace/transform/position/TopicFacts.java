package io.millrace.transform.position;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka says of the topics of records themselves. To be called on virtual threads: it waits. */
@ApplicationScoped
public class TopicFacts {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Admin admin;

    TopicFacts(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        config.put("request.timeout.ms", TIMEOUT_MILLIS / 2);
        admin = Admin.create(config);
    }

    /** The offsets that a partition has: [begin, end). */
    public record Extent(long begin, long end) {
        public boolean has(long position) {
            return position >= begin && position <= end;
        }
    }

    /** @return the topic's id at a moment after this was called, or nothing when there is no such topic */
    public Optional<Uuid> id(String topic) throws InterruptedException {
        return Optional.ofNullable(ids(List.of(topic)).get(topic));
    }

    /** @return the ids of those topics that there are and that this service may know of */
    public Map<String, Uuid> ids(Collection<String> topics) throws InterruptedException {
        Map<String, Uuid> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                ids.put(topic.getKey(), get(topic.getValue()).topicId());
            } catch (UnknownTopicOrPartitionException | InvalidTopicException | TopicAuthorizationException none) {
                // has no id, and the others have theirs
            }
        }
        return ids;
    }

    public Extent extent(TopicPartition partition) throws InterruptedException {
        return new Extent(offset(partition, OffsetSpec.earliest()), offset(partition, OffsetSpec.latest()));
    }

    private long offset(TopicPartition partition, OffsetSpec which) throws InterruptedException {
        KafkaFuture<ListOffsetsResultInfo> offset =
                admin.listOffsets(Map.of(partition, which)).partitionResult(partition);
        return get(offset).offset();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    @PreDestroy
    void close() {
        admin.close();
    }
}
