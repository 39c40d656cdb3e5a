package io.millrace.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.edge.kafka.KafkaIds;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the topic holds of one job, as published: repeats included. */
record PublishedUnits(List<WorkUnit> all) {
    static PublishedUnits of(String bootstrapServers, UUID job) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "fetch.max.bytes",
                64 << 20,
                "max.partition.fetch.bytes",
                32 << 20);
        byte[] key = KafkaIds.bytes(job);
        List<WorkUnit> units = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, IngestServers.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topics.UNITS, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
                    if (Arrays.equals(entry.key(), key)) {
                        units.add(WorkUnit.parseFrom(entry.value()));
                    }
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return new PublishedUnits(units);
    }

    List<Slice> slices() {
        return all.stream()
                .filter(WorkUnit::hasSlice)
                .map(WorkUnit::getSlice)
                .sorted(Comparator.comparingInt(Slice::getNumber))
                .toList();
    }

    List<End> ends() {
        return all.stream().filter(WorkUnit::hasEnd).map(WorkUnit::getEnd).toList();
    }

    byte[] payload() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        slices().forEach(slice -> bytes.writeBytes(slice.getPayload().toByteArray()));
        return bytes.toByteArray();
    }
}
