package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {

    private static final int LARGE = 16 << 20;

    @TempDir
    Path directory;

    @Test
    void acknowledgedMessagesSurviveAKillAndARestart() throws Exception {
        try (KafkaServer server = new KafkaServer(KafkaOptions.at(directory.resolve("data"))).start()) {
            createTopic(server, "kept");
            send(server, "kept", new byte[1_000]);
            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.start();
            send(server, "kept", new byte[2_000]);
            server.restart();
            assertThat(lengths(server, "kept")).containsExactly(1_000, 2_000);
        }
    }

    @Test
    void takesTheLargestMessageOfTheContract() throws Exception {
        KafkaServer server = SharedServers.kafka();
        createTopic(server, "large");
        send(server, "large", new byte[LARGE]);
        assertThat(lengths(server, "large")).containsExactly(LARGE);
    }

    @Test
    void aFailedStartQuotesTheLog() {
        KafkaOptions options = KafkaOptions.at(directory.resolve("data")).with("num.io.threads", "many");
        try (KafkaServer server = new KafkaServer(options)) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("num.io.threads")
                    .hasMessageContaining("many");
        }
    }

    private static void createTopic(KafkaServer server, String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void send(KafkaServer server, String topic, byte[] value) throws Exception {
        Map<String, Object> options = Map.of(
                "bootstrap.servers",
                server.bootstrapServers(),
                "compression.type",
                "lz4",
                "max.request.size",
                LARGE + 10_000,
                "buffer.memory",
                2 * LARGE);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static List<Integer> lengths(KafkaServer server, String topic) {
        Map<String, Object> options = Map.of("bootstrap.servers", server.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(options, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Integer> lengths = new ArrayList<>();
            while (lengths.size() < end) {
                consumer.poll(Duration.ofSeconds(10)).forEach(message -> lengths.add(message.value().length));
            }
            return lengths;
        }
    }
}
