package io.millrace.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaOptions;
import io.millrace.embedded.KafkaServer;
import io.quarkus.runtime.StartupEvent;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The datasets are followed whatever stands in their topic, and whatever becomes of it. */
class DatasetTopicIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private KafkaServer kafka;
    private DatasetCatalog catalog;
    private DatasetTopic topic;

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaServer(KafkaOptions.at(data.resolve("kafka"))).start();
        makeTopic();
        follow();
    }

    @AfterEach
    void stop() throws Exception {
        topic.stop(null);
        kafka.close();
    }

    private void follow() {
        catalog = new DatasetCatalog();
        topic = new DatasetTopic(catalog, Map.of("bootstrap.servers", kafka.bootstrapServers()));
        topic.start(new StartupEvent());
    }

    private void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.DATASETS, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
    }

    private void send(@Nullable String key, byte @Nullable [] value) throws Exception {
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.DATASETS, key, value)).get();
        }
    }

    private void publish(String name) throws Exception {
        send(name + "/1", message(name, """
                {"name": "%s", "table": "public.t", "timeColumn": "at", "partitioning": {"interval": "month"},
                 "columns": [{"name": "at", "type": "timestamptz", "required": true}]}
                """.formatted(name)));
    }

    private static byte[] message(String name, String definition) {
        return DatasetVersion.newBuilder()
                .setName(name)
                .setVersion(1)
                .setDefinition(definition)
                .build()
                .toByteArray();
    }

    private void awaitKnown(String name) {
        await(name + " is known").atMost(SOON).until(() -> catalog.latest(name).isPresent());
    }

    private HealthCheckResponse health() {
        return new DatasetsKnown(topic, catalog).call();
    }

    @Test
    void poisonLeavesTheOthersAlone() throws Exception {
        publish("first");
        send("noslash", null);
        send("first/one", null);
        send("broken/1", "no message".getBytes(StandardCharsets.UTF_8));
        send("nojson/1", message("nojson", "{"));
        send("deep/1", message("deep", "[".repeat(200_000)));
        publish("last");
        awaitKnown("last");
        awaitKnown("first");
        await("read to its end").atMost(SOON).until(topic::caughtUp);
        assertThat(topic.unreadable()).containsOnlyKeys("noslash", "first/one", "broken/1", "nojson/1", "deep/1");
        assertThat(topic.announces("last", 1)).isTrue();
        assertThat(topic.announces("nojson", 1)).isFalse();
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(health().getData().orElseThrow().get("unreadable")).isEqualTo("5, the first is broken/1");

        publish("nojson"); // mended
        awaitKnown("nojson");
        assertThat(topic.unreadable()).doesNotContainKey("nojson/1");
        send("last/1", null);
        await("deleted").atMost(SOON).until(() -> catalog.latest("last").isEmpty());
    }

    @Test
    void goesOnAfterTheTopicWasMadeAnewAndTheBrokerWasAway() throws Exception {
        publish("first");
        awaitKnown("first");
        await("read to its end").atMost(SOON).until(() -> topic.announces("first", 1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(Topics.DATASETS)).all().get();
        }
        await("the failure is told").atMost(SOON).until(() -> topic.failure().isPresent());
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP); // what is known can be worked with
        assertThat(health().getData().orElseThrow()).containsKey("failure");
        makeTopic();
        publish("second");
        awaitKnown("second");
        await("read to its end").atMost(SOON).until(() -> topic.announces("second", 1));
        assertThat(catalog.latest("first")).isPresent(); // nobody deleted it
        assertThat(topic.announces("first", 1)).isFalse(); // so that it is announced again
        assertThat(topic.failure()).isEmpty();

        int port = kafka.port();
        kafka.kill();
        await("the failure is told").atMost(SOON).until(() -> topic.failure().isPresent());
        kafka.start();
        assertThat(kafka.port()).isEqualTo(port);
        publish("third");
        awaitKnown("third");
    }

    @Test
    void aBatchThatIsDamagedOnDiskIsPassedOver() throws Exception {
        publish("first");
        publish("damaged");
        publish("last");
        awaitKnown("last");
        topic.stop(null);
        kafka.stop();
        Path log = data.resolve("kafka/" + Topics.DATASETS + "-0/00000000000000000000.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            byte[] bytes = new byte[(int) file.length()];
            file.readFully(bytes);
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"name\": \"damaged\"");
            file.seek(at);
            file.write('X');
        }
        kafka.start();
        follow();
        awaitKnown("last");
        awaitKnown("first");
        await("read to its end").atMost(SOON).until(topic::caughtUp);
        assertThat(catalog.latest("damaged")).isEmpty();
        assertThat(topic.unreadable()).containsOnlyKeys("offset 1");
    }
}
