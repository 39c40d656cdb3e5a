package io.millrace.partition.publish;

import com.google.protobuf.MessageLite;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import io.millrace.partition.TopicsConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Announces versions of datasets. What does not get through is sent again by the reconciliation of datasets. */
@ApplicationScoped
public class DatasetPublisher {
    private static final Logger LOG = Logger.getLogger(DatasetPublisher.class);
    private static final int DELIVERY_MILLIS = 5_000;

    private final KafkaProducer<String, byte[]> producer;

    DatasetPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig topics) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("compression.type", "lz4");
        config.put("max.request.size", Math.toIntExact(topics.maxMessage().asLongValue()));
        config.put("max.block.ms", DELIVERY_MILLIS);
        config.put("request.timeout.ms", DELIVERY_MILLIS);
        config.put("delivery.timeout.ms", DELIVERY_MILLIS);
        config.put("linger.ms", 0);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** @return whether Kafka has it */
    public boolean publish(Dataset dataset, int version, Instant now) {
        return send(
                dataset.name(),
                version,
                DatasetVersion.newBuilder()
                        .setName(dataset.name())
                        .setVersion(version)
                        .setDefinition(DatasetDocument.json(dataset))
                        .setPublishedAt(ChronoUnit.MICROS.between(Instant.EPOCH, now))
                        .build());
    }

    /** @return whether Kafka has the tombstone */
    public boolean withdraw(String dataset, int version) {
        return send(dataset, version, null);
    }

    private boolean send(String dataset, int version, @Nullable MessageLite message) {
        String key = Topics.datasetKey(dataset, version);
        byte @Nullable [] value = message == null ? null : message.toByteArray();
        try {
            producer.send(new ProducerRecord<>(Topics.DATASETS, 0, key, value)).get();
            return true;
        } catch (ExecutionException | KafkaException e) {
            LOG.warnf("dataset %s is not on the topic yet and will be sent again: %s", key, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofMillis(DELIVERY_MILLIS));
    }
}
