package io.millrace.edge.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads the topic of the datasets from its beginning into the catalog. A plain consumer without a group: every replica
 * reads all of it, nothing is ever committed, and "read to the end" is a fact that the end offsets tell. One record that
 * cannot be read leaves the others alone. For one thread, but the collections.
 */
final class DatasetSession implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DatasetSession.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DATASETS, 0);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long LOOK = Duration.ofSeconds(5).toNanos(); // how often Kafka is asked whether all was read

    private final DatasetCatalog catalog;
    private final Admin admin;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Uuid topicId;
    private final Set<String> announced = ConcurrentHashMap.newKeySet();
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();
    private boolean wasAtEnd;
    private long looked;

    /** @throws KafkaException when Kafka or the topic is not there */
    DatasetSession(DatasetCatalog catalog, Map<String, Object> kafka) throws InterruptedException {
        this.catalog = catalog;
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("default.api.timeout.ms", (int) TIMEOUT.toMillis());
        config.put("request.timeout.ms", (int) TIMEOUT.toMillis());
        admin = Admin.create(config);
        try {
            topicId = topicId();
            config.put("auto.offset.reset", "earliest");
            config.put("enable.auto.commit", false);
            consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        } catch (RuntimeException | InterruptedException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
    }

    /** The keys that the topic has; complete when it was read to its end. */
    Set<String> announced() {
        return announced;
    }

    /** What is left out, and why, by key or offset. */
    Map<String, String> unreadable() {
        return unreadable;
    }

    /** Whether the topic is still the one that this session began with; asks Kafka now and then. */
    boolean isOfThisTopic() throws InterruptedException {
        long now = System.nanoTime();
        if (wasAtEnd && now - looked < LOOK) {
            return true;
        }
        looked = now;
        wasAtEnd = false;
        return topicId().equals(topicId);
    }

    /**
     * Applies what comes.
     *
     * @return whether it was just found that nothing is left to read
     * @throws KafkaException when Kafka, the topic or its leader is away
     */
    boolean readToEnd() {
        poll();
        if (wasAtEnd) {
            return false;
        }
        Long end = consumer.endOffsets(List.of(PARTITION), TIMEOUT).get(PARTITION);
        wasAtEnd = end != null && consumer.position(PARTITION, TIMEOUT) >= end;
        return wasAtEnd;
    }

    private void poll() {
        try {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                apply(entry);
            }
        } catch (ApiException | InterruptException e) { // what Kafka answers
            throw e;
        } catch (KafkaException e) { // what the consumer makes of a broken record or batch: again at each poll
            long offset = consumer.position(PARTITION, TIMEOUT);
            Long end = consumer.endOffsets(List.of(PARTITION), TIMEOUT).get(PARTITION);
            if (end == null || offset >= end) {
                throw e;
            }
            leaveOut("offset " + offset, offset, e);
            consumer.seek(PARTITION, offset + 1);
        }
    }

    private void apply(ConsumerRecord<String, byte[]> entry) {
        try {
            if (entry.value() == null) {
                withdraw(entry.key());
            } else {
                publish(entry);
            }
            unreadable.remove(entry.key());
        } catch (Throwable e) {
            // written by a newer release, or not by Millrace: the other datasets must go on
            announced.remove(String.valueOf(entry.key()));
            leaveOut(String.valueOf(entry.key()), entry.offset(), e);
        }
    }

    private void publish(ConsumerRecord<String, byte[]> entry) throws InvalidProtocolBufferException {
        DatasetVersion published = DatasetVersion.parseFrom(entry.value());
        catalog.put(DatasetDocument.read(published.getDefinition()), published.getVersion());
        announced.add(entry.key());
    }

    private void withdraw(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("key '%s' is not <name>/<version>".formatted(key));
        }
        catalog.remove(key.substring(0, slash), Integer.parseInt(key.substring(slash + 1)));
        announced.remove(key);
    }

    private void leaveOut(String what, long offset, Throwable why) {
        unreadable.put(what, String.valueOf(why.getMessage()));
        LOG.errorf(
                "%s of topic %s, at offset %d, cannot be read and is left out: %s", what, Topics.DATASETS, offset, why);
    }

    private Uuid topicId() throws InterruptedException {
        try {
            return admin.describeTopics(List.of(Topics.DATASETS))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .topicId();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        boolean stopping = Thread.interrupted(); // or the consumer would complain while it is closed
        try {
            consumer.close();
        } finally {
            admin.close(Duration.ZERO);
            if (stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
