package io.millrace.transform.receive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Record;
import io.millrace.contract.message.Records;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.Stop;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.transform.unit.UnitTransformer;
import io.millrace.transform.unit.Units;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@QuarkusTestResource(KafkaForTests.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TransformIT {
    private static final long TIMESTAMP = 1_706_745_607_123L;
    private static final int UNITS = 40;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @BeforeEach
    void connect() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "max.request.size", 16_777_216),
                new ByteArraySerializer(),
                new ByteArraySerializer());
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
        producer.close();
        consumer.close();
    }

    @Test
    @Order(1)
    void everyUnitBecomesTheBatchThatThePureCoreMakesOfIt() throws Exception {
        publishReadings();
        Job job = job(1);
        List<WorkUnit> units = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (int number = 0; number < UNITS; number++) {
            units.add(WorkUnit.newBuilder().setJob(job).setSlice(slice(number)).build());
            sources.add(send(units.get(number)));
        }
        End end = End.newBuilder().setUnits(UNITS).setBytes(1_000_000).build();
        send(WorkUnit.newBuilder().setJob(job).setEnd(end).build());

        List<ConsumerRecord<byte[], byte[]>> records = receive(UNITS + 1);
        UnitTransformer core = new UnitTransformer(15 << 20, thrown -> {});
        boolean[] seen = new boolean[UNITS + 1];
        for (ConsumerRecord<byte[], byte[]> entry : records) {
            RowBatch batch = RowBatch.parseFrom(entry.value());
            int number = batch.hasRows() ? batch.getRows().getNumber() : UNITS;
            seen[number] = true;
            assertThat(batch.getJob()).isEqualTo(job);
            assertThat(entry.key()).isEqualTo(job.getId().toByteArray());
            assertThat(entry.partition())
                    .isEqualTo(Topics.partition(job.getId().hashCode(), number, KafkaForTests.BATCH_PARTITIONS));
            if (number == UNITS) {
                assertThat(batch.getEnd()).isEqualTo(end);
            } else {
                Rows expected = core.transform(
                        Units.READINGS, job, units.get(number).getSlice(), sources.get(number), 1000 * TIMESTAMP);
                assertThat(batch.getRows()).isEqualTo(expected);
            }
        }
        assertThat(seen).doesNotContain(false);
    }

    @Test
    @Order(2)
    void stopsPass() throws Exception {
        Stop stop = Stop.newBuilder()
                .setOutcome(Stop.Outcome.ABORTED)
                .setReason("by its owner")
                .build();
        send(WorkUnit.newBuilder().setJob(job(2)).setStop(stop).build());
        assertThat(RowBatch.parseFrom(receive(1).getFirst().value()).getStop()).isEqualTo(stop);
    }

    @Test
    @Order(3)
    void theUnitsOfAnUnknownDatasetArePartedFromTheOthersAndWaitOnce() throws Exception {
        Job lost = job(3).toBuilder().setDataset("nowhere").build();
        Map<Integer, WorkUnit> units = new HashMap<>();
        for (int number = 0; number < UNITS; number++) {
            WorkUnit unit =
                    WorkUnit.newBuilder().setJob(lost).setSlice(slice(number)).build();
            units.put(number, unit);
            send(unit);
        }
        send(WorkUnit.newBuilder().setJob(job(4)).setSlice(slice(0)).build());
        long begun = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> entry : receive(UNITS + 1)) {
            RowBatch batch = RowBatch.parseFrom(entry.value());
            if (batch.hasRows()) {
                assertThat(batch.getJob()).isEqualTo(job(4));
                continue;
            }
            assertThat(batch.getJob()).isEqualTo(lost);
            assertThat(batch.getParked().getCause()).contains("nowhere", "version 1");
            WorkUnit unit = WorkUnit.parseFrom(batch.getParked().getUnit());
            assertThat(units.remove(unit.getSlice().getNumber())).isEqualTo(unit);
        }
        assertThat(units).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("each on its own would take %d times the wait of 2 s", UNITS)
                .isLessThan(Duration.ofSeconds(UNITS));
    }

    @Test
    @Order(4)
    void tellsWhatItDid() {
        given().get("/q/metrics")
                .then()
                .body(containsString("millrace_rows_total{dataset=\"readings\",outcome=\"rejected\"} 41.0"))
                .body(containsString("millrace_units_total{dataset=\"readings\"} 41.0"))
                .body(containsString("millrace_transform_duration_seconds_bucket"));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    @Order(5)
    void whatIsNoUnitGoesOnAsItIsAndHoldsNobody() throws Exception {
        byte[] poison = {1, 2, 3};
        send(poison);
        send(WorkUnit.getDefaultInstance());
        send(WorkUnit.newBuilder().setJob(job(5)).setSlice(slice(0)).build());
        List<RowBatch> batches = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> entry : receive(3)) {
            batches.add(RowBatch.parseFrom(entry.value()));
        }
        assertThat(batches)
                .filteredOn(RowBatch::hasRows)
                .singleElement()
                .extracting(RowBatch::getJob)
                .isEqualTo(job(5));
        assertThat(batches)
                .filteredOn(RowBatch::hasParked)
                .extracting(batch -> batch.getParked().getUnit())
                .containsExactlyInAnyOrder(ByteString.copyFrom(poison), ByteString.EMPTY);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    @Order(6)
    void aParkedSliceOfAStreamComesAgainAsRows() throws Exception {
        Stream stream = Stream.newBuilder()
                .setTopicId(ByteString.copyFrom(new byte[16]))
                .setPartition(2)
                .setTopic("millrace.records.readings")
                .setDataset("readings")
                .setDatasetVersion(1)
                .build();
        Records records = Records.newBuilder()
                .setFrom(7)
                .setTo(12)
                .addRecords(Record.newBuilder()
                        .setOffset(7)
                        .setTimestamp(TIMESTAMP)
                        .setValue(ByteString.copyFromUtf8(
                                "{\"sensor_id\":\"a\",\"recorded_at\":\"2024-01-15T10:23:45Z\",\"status\":\"OK\"}")))
                .addRecords(Record.newBuilder().setOffset(9).setTimestamp(TIMESTAMP)) // a tombstone
                .build();
        send(WorkUnit.newBuilder().setStream(stream).setRecords(records).build());
        ConsumerRecord<byte[], byte[]> entry = receive(1).getFirst();
        assertThat(entry.partition())
                .isEqualTo(Topics.streamPartition(stream.getTopicId().hashCode(), 2, KafkaForTests.BATCH_PARTITIONS));
        RowBatch batch = RowBatch.parseFrom(entry.value());
        assertThat(batch.getStream()).isEqualTo(stream);
        Rows rows = batch.getRows();
        assertThat(List.of(rows.getFrom(), rows.getTo())).containsExactly(7L, 12L);
        assertThat(rows.getCount()).isEqualTo(1);
        assertThat(rows.getRejectsList()).singleElement().satisfies(reject -> {
            assertThat(reject.getLine()).isEqualTo(9);
            assertThat(reject.getReason()).contains("tombstone");
        });
    }

    private void publishReadings() throws Exception {
        DatasetVersion version = DatasetVersion.newBuilder()
                .setName("readings")
                .setVersion(1)
                .setDefinition(DatasetDocument.json(Units.READINGS))
                .build();
        byte[] key = Topics.datasetKey("readings", 1).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.DATASETS, key, version.toByteArray()))
                .get();
    }

    private static Job job(int id) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) id;
        return Units.job(Units.READINGS, Units.csv(Units.READINGS)).toBuilder()
                .setId(ByteString.copyFrom(bytes))
                .build();
    }

    private static Slice slice(int number) {
        String payload =
                "s%d,2024-01-15T10:23:45Z,%d,45.2,1013.25,OK\n".repeat(50).formatted(numbers(number))
                        + "s,2024-01-15,much,1,1,OK\n";
        return Units.slice(payload.getBytes(StandardCharsets.UTF_8)).toBuilder()
                .setNumber(number)
                .build();
    }

    private static Object[] numbers(int number) {
        Object[] numbers = new Object[100];
        java.util.Arrays.fill(numbers, number);
        return numbers;
    }

    private Source send(WorkUnit unit) throws Exception {
        return send(unit.toByteArray());
    }

    private Source send(byte[] unit) throws Exception {
        RecordMetadata sent = producer.send(new ProducerRecord<>(Topics.UNITS, null, TIMESTAMP, null, unit))
                .get();
        return Source.newBuilder()
                .setTopic(Topics.UNITS)
                .setPartition(sent.partition())
                .setOffset(sent.offset())
                .build();
    }

    private List<ConsumerRecord<byte[], byte[]>> receive(int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            return records.size() >= count;
        });
        return records;
    }
}
