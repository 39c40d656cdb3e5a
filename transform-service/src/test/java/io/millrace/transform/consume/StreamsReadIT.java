package io.millrace.transform.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.Database;
import io.millrace.transform.StreamLedger;
import io.millrace.transform.receive.KafkaForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one stream cannot do never holds another one. The loader's part is played by the test. */
@QuarkusTest
@QuarkusTestResource(KafkaForTests.class)
class StreamsReadIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    private Database database;
    private Admin admin;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;
    private final List<RowBatch> batches = new ArrayList<>();

    @BeforeEach
    void connect() {
        java.net.URI at = java.net.URI.create(url);
        Database shared = io.millrace.embedded.SharedServers.postgres().database();
        database =
                new Database(at.getHost(), at.getPort(), at.getPath().substring(1), shared.user(), shared.password());
        admin = Admin.create(Map.of("bootstrap.servers", servers));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.BATCHES).stream()
                .map(partition -> new TopicPartition(Topics.BATCHES, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // the end is looked up now, not at the first poll
    }

    @AfterEach
    void disconnect() {
        admin.close();
        producer.close();
        consumer.close();
    }

    private Uuid topic(String dataset) throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.records(dataset), 1, (short) 1)))
                .all()
                .get();
        return admin.describeTopics(List.of(Topics.records(dataset)))
                .allTopicNames()
                .get()
                .get(Topics.records(dataset))
                .topicId();
    }

    /** As it is announced, also when today's partition service would refuse it. */
    private void publish(String dataset, int version, String column) throws Exception {
        String definition = """
                {"name": "%s", "table": "public.t", "timeColumn": "at", "partitioning": {"interval": "month"},
                 "accept": {"past": "100 years"},
                 "columns": [{"name": "at", "type": "timestamptz", "required": true}, %s]}
                """.formatted(dataset, column);
        DatasetVersion message = DatasetVersion.newBuilder()
                .setName(dataset)
                .setVersion(version)
                .setDefinition(DatasetDocument.json(DatasetDocument.read(definition)))
                .build();
        byte[] key = Topics.datasetKey(dataset, version).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.DATASETS, key, message.toByteArray()))
                .get();
    }

    private void write(String dataset, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            byte[] value =
                    "{\"at\":\"2026-01-01T00:00:00Z\",\"n\":%d}".formatted(i).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topics.records(dataset), 0, null, value))
                    .get();
        }
    }

    private List<RowBatch> of(String dataset) {
        try {
            for (var entry : consumer.poll(Duration.ofMillis(100))) {
                batches.add(RowBatch.parseFrom(entry.value()));
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return batches.stream()
                .filter(batch -> batch.getStream().getDataset().equals(dataset))
                .toList();
    }

    private void awaitRows(String dataset, long to) {
        await(dataset + " is sent up to " + to).atMost(SOON).until(() -> of(dataset).stream()
                .anyMatch(batch -> batch.hasRows() && batch.getRows().getTo() == to));
    }

    private static UUID id(Uuid topic) {
        return new UUID(topic.getMostSignificantBits(), topic.getLeastSignificantBits());
    }

    @Test
    void aSliceOfWhichNoRowsCanBeMadeIsParkedOnceAndHoldsItsStreamAlone() throws Exception {
        UUID id = id(topic("unfit"));
        topic("fit");
        publish("unfit", 1, "{\"name\": \"n\", \"type\": \"integer\", \"default\": \"many\"}");
        publish("fit", 1, "{\"name\": \"n\", \"type\": \"integer\"}");
        write("unfit", 0, 3);
        await("parked").atMost(SOON).until(() -> of("unfit").stream().anyMatch(RowBatch::hasParked));
        RowBatch parked = of("unfit").getFirst();
        WorkUnit unit = WorkUnit.parseFrom(parked.getParked().getUnit());
        long end = unit.getRecords().getTo();
        assertThat(unit.getStream()).isEqualTo(parked.getStream());
        assertThat(unit.getRecords().getFrom()).isZero();
        assertThat(unit.getRecords().getRecordsCount()).isEqualTo((int) end);
        assertThat(unit.getRecords().getRecords(0).getValue().toStringUtf8()).contains("\"n\":0");
        assertThat(parked.getParked().getCause()).isNotBlank();

        StreamLedger.run(database, """
                INSERT INTO millrace.parked (id, dataset, topic_id, partition, from_offset, to_offset, topic, message, cause,
                  remedy, retry_at) VALUES (gen_random_uuid(), 'unfit', ?, 0, 0, ?, 'millrace.units', '', 'c', 'r', 'infinity')
                """, id, end);
        write("unfit", 3, 6);
        write("fit", 0, 3);
        awaitRows("fit", 3);
        // another reader of the held stream, such as that of a service that was started again, sends nothing either
        StreamLedger.run(database, "UPDATE millrace.stream SET epoch = epoch + 1 WHERE topic_id = ?", id);
        await("opened again")
                .atMost(SOON)
                .until(() -> Integer.parseInt(
                                StreamLedger.run(database, "SELECT epoch FROM millrace.stream WHERE topic_id = ?", id))
                        >= 2);
        write("fit", 3, 6);
        awaitRows("fit", 6);
        assertThat(of("unfit")).hasSize(1);

        publish("unfit", 2, "{\"name\": \"n\", \"type\": \"integer\"}");
        StreamLedger.run(database, "DELETE FROM millrace.parked WHERE topic_id = ?", id); // what the loader does
        StreamLedger.run(
                database, "UPDATE millrace.stream SET next_offset = ?, epoch = epoch + 1 WHERE topic_id = ?", end, id);
        awaitRows("unfit", 6);
        List<RowBatch> rest = of("unfit").stream().filter(RowBatch::hasRows).toList();
        assertThat(rest.getFirst().getRows().getFrom()).isEqualTo(end);
        assertThat(rest.stream().mapToInt(batch -> batch.getRows().getCount()).sum())
                .isEqualTo((int) (6 - end));
    }

    @Test
    void aPartitionThatCannotBeReadStopsAloneAndSaysWhy() throws Exception {
        UUID id = id(topic("damaged"));
        topic("whole");
        publish("whole", 1, "{\"name\": \"n\", \"type\": \"integer\"}");
        write("whole", 0, 3);
        awaitRows("whole", 3);
        write("damaged", 0, 3);
        damage("damaged", "\"n\":1");
        publish("damaged", 1, "{\"name\": \"n\", \"type\": \"integer\"}");
        awaitRows("damaged", 1);
        await("stopped")
                .atMost(SOON)
                .until(() ->
                        StreamLedger.run(database, "SELECT stopped_reason FROM millrace.stream WHERE topic_id = ?", id)
                                != null);
        assertThat(StreamLedger.run(database, "SELECT stopped_reason FROM millrace.stream WHERE topic_id = ?", id))
                .startsWith("offset 1 cannot be read: ")
                .contains("crc", "./millrace streams skip damaged 0 --to 2");
        write("whole", 3, 6);
        awaitRows("whole", 6);
        StreamLedger.run(database, "SELECT millrace.skip_stream(?, 0, 2)", id);
        awaitRows("damaged", 3);
    }

    /** Flips a byte on the broker's disk. */
    private void damage(String dataset, String text) throws Exception {
        String directory = admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).keySet().stream()
                .findFirst()
                .orElseThrow();
        Path log = Path.of(directory, Topics.records(dataset) + "-0", "00000000000000000000.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            byte[] bytes = new byte[(int) file.length()];
            file.readFully(bytes);
            file.seek(new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text));
            file.write('X');
        }
    }
}
