package io.millrace.ingest.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.ingest.IngestConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends work units to Kafka. A plain producer: its {@code send} blocks the upload's own virtual thread while the buffer is
 * full, which is the backpressure that is wanted, and a failed send concerns one upload and not the service's health.
 */
@ApplicationScoped
public class UnitProducer {
    private static final int MAX_MESSAGE = 16 << 20;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final KafkaClientMetrics metrics;

    UnitProducer(
            IngestConfig config,
            MeterRegistry registry,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", 5);
        settings.put("batch.size", 1 << 20);
        settings.put("max.request.size", MAX_MESSAGE);
        settings.put("buffer.memory", config.publish().buffer().asLongValue());
        settings.put("delivery.timeout.ms", (int) config.publish().timeout().toMillis());
        settings.put("request.timeout.ms", (int)
                Math.max(1, config.publish().timeout().toMillis() / 3));
        settings.put("max.block.ms", config.publish().blockTimeout().toMillis());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
    }

    /** @throws org.apache.kafka.common.KafkaException when Kafka does not tell in time */
    int partitions() {
        return producer.partitionsFor(Topics.UNITS).size();
    }

    /**
     * The message is copied before this returns; the callback comes from Kafka's thread, exactly once unless this throws.
     *
     * @param timestamp when the unit was cut, milliseconds since 1970
     */
    void send(UUID job, int number, int partitions, long timestamp, WorkUnit unit, Callback callback) {
        int partition = Topics.partition(job.hashCode(), number, partitions);
        producer.send(
                new ProducerRecord<>(Topics.UNITS, partition, timestamp, KafkaIds.bytes(job), unit.toByteArray()),
                callback);
    }

    @PreDestroy
    void close() {
        metrics.close();
        producer.close(CLOSE);
    }
}
