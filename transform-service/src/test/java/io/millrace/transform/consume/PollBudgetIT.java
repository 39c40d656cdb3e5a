package io.millrace.transform.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.SharedServers;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.stream.Chunk;
import io.millrace.transform.stream.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What packs well comes in small portions, and all of it comes. More: {@code -Dmillrace.packed.records=1500}. */
class PollBudgetIT {
    private static final int MOST = 4 << 20;
    private static final int MAX_RECORD = 1 << 20;
    private static final int RECORDS =
            Integer.getInteger("millrace.packed.records", 200); // of a MiB, in both partitions

    @ParameterizedTest
    @CsvSource({"zstd, 1048576", "lz4, 1048577"})
    void aPollHandsOutNoMoreThanItsBudget(String codec, int length) throws Exception {
        String topic = "budget-" + codec;
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(
                            List.of(new NewTopic(topic, 2, (short) 1).configs(Map.of("max.message.bytes", "1048576"))))
                    .all()
                    .get();
        }
        write(kafka, topic, codec, new byte[length]);

        PollBudget budget = new PollBudget(MOST, MAX_RECORD);
        Map<String, Object> settings = new java.util.HashMap<>(kafka);
        settings.put("auto.offset.reset", "earliest");
        settings.put("fetch.max.bytes", 6 << 20);
        settings.put("max.partition.fetch.bytes", 2 << 20);
        settings.put("max.poll.records", 2000);
        long kept = length > MAX_RECORD ? StreamRecord.KEPT : length;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, budget.keys(), budget.values())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            long[] next = new long[2];
            int polls = 0;
            for (long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                    next[0] + next[1] < 2 * RECORDS && System.nanoTime() < deadline; ) {
                budget.renew();
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
                polls += records.isEmpty() ? 0 : 1;
                long held = 0;
                for (TopicPartition partition : records.partitions()) {
                    Chunk chunk = Chunk.of(
                            records.records(partition),
                            records.nextOffsets().get(partition).offset());
                    held += chunk.bytes();
                    for (ConsumerRecord<byte[], byte[]> entry : chunk.records()) {
                        assertThat(entry.offset()).isEqualTo(next[partition.partition()]++);
                        assertThat(entry.value()).hasSize((int) kept);
                        assertThat(new KafkaRecord(entry).length()).isEqualTo(length);
                        assertThat(entry.key()).isEqualTo("key".getBytes(StandardCharsets.UTF_8));
                    }
                    assertThat(chunk.next()).isEqualTo(next[partition.partition()]);
                }
                assertThat(held).isLessThanOrEqualTo(MOST);
            }
            assertThat(next).containsExactly(RECORDS, RECORDS);
            assertThat(polls).isGreaterThanOrEqualTo((int) (2 * RECORDS * kept / MOST));
        }
    }

    private static void write(Map<String, Object> kafka, String topic, String codec, byte[] zeros) throws Exception {
        Map<String, Object> settings = new java.util.HashMap<>(kafka);
        settings.put("compression.type", codec);
        settings.put("batch.size", 1 << 20);
        settings.put("linger.ms", 50);
        settings.put("max.request.size", 4 << 20);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            Future<?> last = null;
            for (int i = 0; i < 2 * RECORDS; i++) {
                last = producer.send(new ProducerRecord<>(topic, i % 2, "key".getBytes(StandardCharsets.UTF_8), zeros));
            }
            producer.flush();
            last.get();
        }
    }
}
