package io.millrace.edge.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InvalidDatasetException;
import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Follows the compacted topic of the datasets from its beginning, for as long as the service runs. A plain consumer
 * without a group: every replica reads all of it, nothing is ever committed, and "caught up" is a fact that the end
 * offsets tell.
 */
@ApplicationScoped
public class DatasetTopic {
    private static final Logger LOG = Logger.getLogger(DatasetTopic.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DATASETS, 0);
    private static final Duration POLL = Duration.ofMillis(500);

    private final DatasetCatalog catalog;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread follower = Thread.ofPlatform().name("dataset-topic").unstarted(this::follow);
    private volatile boolean caughtUp;

    DatasetTopic(DatasetCatalog catalog, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.catalog = catalog;
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    void start(@Observes StartupEvent event) {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        consumer.wakeup();
        follower.join(Duration.ofSeconds(5));
    }

    /** Whether all that the topic held when the service started is in the catalog. */
    public boolean caughtUp() {
        return caughtUp;
    }

    private void follow() {
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = -1;
            while (true) {
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                    apply(entry);
                }
                if (!caughtUp) {
                    end = end >= 0 ? end : endOffset();
                    caughtUp = end >= 0 && consumer.position(PARTITION) >= end;
                }
            }
        } catch (WakeupException stopping) {
            LOG.debug("no longer following the datasets");
        }
    }

    /** @return the topic's end, or -1 while the broker or the topic is not there */
    private long endOffset() {
        try {
            return consumer.endOffsets(List.of(PARTITION), POLL).getOrDefault(PARTITION, -1L);
        } catch (WakeupException stopping) {
            throw stopping;
        } catch (KafkaException notYet) {
            LOG.infof("waiting for topic %s: %s", Topics.DATASETS, notYet.getMessage());
            return -1;
        }
    }

    private void apply(ConsumerRecord<String, byte[]> entry) {
        int slash = entry.key().lastIndexOf('/');
        if (entry.value() == null) {
            catalog.remove(
                    entry.key().substring(0, slash),
                    Integer.parseInt(entry.key().substring(slash + 1)));
            return;
        }
        try {
            DatasetVersion published = DatasetVersion.parseFrom(entry.value());
            catalog.put(DatasetDocument.read(published.getDefinition()), published.getVersion());
        } catch (InvalidProtocolBufferException | InvalidDatasetException e) {
            // written by a newer release, or not by Millrace: the other datasets must go on
            LOG.errorf(e, "dataset %s at offset %d cannot be read and is left out", entry.key(), entry.offset());
        }
    }
}
