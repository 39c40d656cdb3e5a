package io.millrace.stack.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** All that a topic has, sent to it once more, in another order and under the same keys. */
final class Replay {
    private Replay() {}

    /** @return how many messages were sent */
    static int of(Installation at, String topic, long seed) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        String servers = at.stack().kafka().bootstrapServers();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        Collections.shuffle(all, new Random(seed));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "max.request.size", 17 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            all.forEach(one -> producer.send(new ProducerRecord<>(topic, one.key(), one.value())));
            producer.flush();
        }
        return all.size();
    }

    /** Waits until a group has done with all that a topic has. */
    static void awaitRead(Installation at, String group, String topic) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", at.stack().kafka().bootstrapServers()))) {
            await(group + " has read " + topic)
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> lag(admin, group, topic) == 0);
        }
    }

    private static long lag(Admin admin, String group, String topic) throws Exception {
        var read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> asked = new java.util.HashMap<>();
        read.keySet().stream().filter(p -> p.topic().equals(topic)).forEach(p -> asked.put(p, OffsetSpec.latest()));
        return admin.listOffsets(asked).all().get().entrySet().stream()
                .mapToLong(
                        end -> end.getValue().offset() - read.get(end.getKey()).offset())
                .sum();
    }
}
