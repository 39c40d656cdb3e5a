package io.millrace.loader.receive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import io.millrace.loader.LoaderConfig;
import io.millrace.loader.write.Originals;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads single work units again, by their place in the topic. Rare: only for rows that the database refused. */
@ApplicationScoped
class UnitTopic implements Originals {
    private final Map<String, Object> kafka;
    private final Duration timeout;

    UnitTopic(@Identifier("default-kafka-broker") Map<String, Object> kafka, LoaderConfig config) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("max.partition.fetch.bytes", 1); // the first record comes nevertheless, and alone
        this.kafka.put("enable.auto.commit", false);
        this.kafka.put("auto.offset.reset", "none");
        this.kafka.remove("group.id");
        timeout = config.original().timeout();
    }

    @Override
    public Optional<WorkUnit> fetch(Source source) throws UnreachableException {
        TopicPartition partition = new TopicPartition(source.getTopic(), source.getPartition());
        List<TopicPartition> only = List.of(partition);
        try (var consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            long begin = consumer.beginningOffsets(only, timeout).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(only, timeout).getOrDefault(partition, 0L);
            if (source.getOffset() < begin || source.getOffset() >= end) {
                return Optional.empty();
            }
            consumer.assign(only);
            consumer.seek(partition, source.getOffset());
            List<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(timeout).records(partition);
            if (records.isEmpty()) {
                throw new UnreachableException(
                        "no answer for %s@%d in %s".formatted(partition, source.getOffset(), timeout), null);
            }
            ConsumerRecord<byte[], byte[]> first = records.getFirst();
            return first.offset() == source.getOffset() && first.value() != null
                    ? Optional.of(WorkUnit.parseFrom(first.value()))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // something else has taken the place
        } catch (KafkaException e) {
            throw new UnreachableException(
                    "cannot read %s@%d: %s".formatted(partition, source.getOffset(), e.getMessage()), e);
        }
    }
}
