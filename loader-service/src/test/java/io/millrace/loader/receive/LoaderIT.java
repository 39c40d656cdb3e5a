package io.millrace.loader.receive;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service as it runs, with its servers going away. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoaderIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    KafkaServer kafka;
    PostgresServer postgres;
    Schema schema;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void open() {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "compression.type",
                        "lz4",
                        "max.request.size",
                        16 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    private void send(int partition, RowBatch batch) {
        producer.send(new ProducerRecord<>(Topics.BATCHES, partition, null, batch.toByteArray()));
    }

    private void send(List<RowBatch> batches) {
        for (int i = 0; i < batches.size(); i++) {
            send(i % Servers.PARTITIONS, batches.get(i));
        }
        producer.flush();
    }

    private void awaitState(TestJob job, String state) {
        await().atMost(SOON)
                .until(
                        () -> schema.query("SELECT state FROM millrace.upload WHERE id = '" + job.id() + "'"),
                        List.of(state)::equals);
    }

    private void assertRows(TestJob job, int rows) {
        assertThat(schema.query("SELECT sum(rows), count(*) = (SELECT max(units) FROM millrace.job WHERE id = job_id)"
                        + " FROM millrace.ledger WHERE job_id = '" + job.id() + "' GROUP BY job_id"))
                .containsExactly(rows + "|t");
    }

    @Test
    @Order(1)
    void loadsWhatTheTopicHolds() {
        TestJob job = new TestJob(1000);
        send(job.whole(20));
        awaitState(job, "complete");
        assertRows(job, 20_000);
        assertThat(schema.query("SELECT count(*), count(DISTINCT sensor_id) FROM readings"))
                .containsExactly("20000|20000");
        get("/q/health/ready").then().statusCode(200);
        get("/q/health/live").then().statusCode(200);
        get("/q/health/started").then().statusCode(200);
        String metrics = get("/q/metrics").asString();
        assertThat(metrics)
                .contains(
                        "millrace_rows_total{dataset=\"readings\",outcome=\"loaded\"} 20000.0",
                        "millrace_batch_rows_count",
                        "millrace_batch_duration_seconds_bucket",
                        "millrace_copy_duration_seconds_bucket",
                        "millrace_pool_wait_seconds_bucket",
                        "millrace_freshness_seconds_bucket",
                        "millrace_bisects_total",
                        "millrace_retries_total",
                        "millrace_loader_partitions_retrying 0.0");
    }

    @Test
    @Order(2)
    void commitsOffsetsAfterTheRows() {
        TestJob job = new TestJob(10);
        send(job.whole(5));
        awaitState(job, "complete");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
            await().atMost(SOON).until(() -> lag(admin) == 0);
        }
        assertThat(get("/v1/loader/partitions").jsonPath().getList("state"))
                .containsExactly("loading", "loading", "loading");
    }

    private static long lag(Admin admin) throws ExecutionException, InterruptedException {
        var committed = admin.listConsumerGroupOffsets("millrace-loader")
                .partitionsToOffsetAndMetadata()
                .get();
        var ends = admin.listOffsets(committed.keySet().stream()
                        .collect(Collectors.toMap(p -> p, p -> org.apache.kafka.clients.admin.OffsetSpec.latest())))
                .all()
                .get();
        return committed.size() < Servers.PARTITIONS
                ? -1
                : ends.entrySet().stream()
                        .mapToLong(end -> end.getValue().offset()
                                - committed.get(end.getKey()).offset())
                        .sum();
    }

    @Test
    @Order(3)
    void aCheckOfTheOwnerCostsOnlyTheRowsThatBreakIt() throws Exception {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT not_seven CHECK (temperature NOT IN (7, 123)) NOT VALID");
        TestJob job = new TestJob(200);
        RecordMetadata place = producer.send(new ProducerRecord<>(
                        Topics.UNITS,
                        1,
                        null,
                        WorkUnit.newBuilder()
                                .setJob(job.job())
                                .setSlice(Slice.newBuilder()
                                        .setNumber(0)
                                        .setTo(TestJob.UNIT_BYTES)
                                        .setPayloadFrom(13)
                                        .setPayloadLine(1)
                                        .setSha256(ByteString.copyFrom(job.hash(0)))
                                        .setPayload(ByteString.copyFromUtf8(IntStream.range(0, 200)
                                                .mapToObj(row -> "row %03d\r\n".formatted(row))
                                                .collect(Collectors.joining()))))
                                .build()
                                .toByteArray()))
                .get();
        Source source = Source.newBuilder()
                .setTopic(Topics.UNITS)
                .setPartition(1)
                .setOffset(place.offset())
                .build();
        Source expired = source.toBuilder().setOffset(1_000_000).build();
        send(List.of(job.unit(0, source), job.unit(1, expired), job.end(2)));
        awaitState(job, "complete_with_rejects");
        assertRows(job, 396);
        assertThat(schema.query("SELECT unit, line, byte_offset, byte_length, convert_from(raw, 'UTF8'), reason FROM"
                        + " millrace.reject WHERE job_id = '" + job.id() + "' ORDER BY unit, line"))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("0|8|" + (13 + 7 * 9) + "|9|row 007\r\n|")
                                .contains("not_seven"),
                        second -> assertThat(second).startsWith("0|124|" + (13 + 123 * 9) + "|9|row 123\r\n|"),
                        third -> assertThat(third).startsWith("1|208|1000|0||").contains("the raw text is gone"),
                        fourth -> assertThat(fourth).startsWith("1|324|1000|0||"));
        schema.execute("ALTER TABLE readings DROP CONSTRAINT not_seven");
    }

    @Test
    @Order(4)
    void survivesPostgresGoingAwayMidLoad() throws Exception {
        TestJob job = new TestJob(5000);
        List<RowBatch> batches = job.whole(60);
        send(batches.subList(0, 30));
        await().atMost(SOON)
                .until(() -> !schema.query("SELECT 1 FROM millrace.ledger WHERE job_id = '" + job.id() + "'")
                        .isEmpty());
        postgres.stopImmediate();
        send(batches.subList(30, 61));
        await().atMost(SOON)
                .until(
                        () -> get("/v1/loader/partitions").jsonPath().getList("state"),
                        states -> states.contains("retrying"));
        get("/q/health/ready").then().statusCode(503);
        get("/q/health/live").then().statusCode(200);
        postgres.start();
        awaitState(job, "complete");
        assertRows(job, 300_000);
        assertThat(schema.query("SELECT count(*), count(DISTINCT sensor_id) FROM readings WHERE temperature >= 1000"))
                .containsExactly("240000|240000");
    }

    @Test
    @Order(5)
    void survivesKafkaGoingAwayMidLoad() {
        TestJob job = new TestJob(1000);
        send(job.whole(30).subList(0, 15));
        kafka.restart();
        send(job.whole(30).subList(15, 31));
        awaitState(job, "complete");
        assertRows(job, 30_000);
    }

    @Test
    @Order(6)
    void whatCannotBeLoadedIsParkedAndComesBackByItselfWhileOthersGoOn() {
        producer.send(new ProducerRecord<>(Topics.BATCHES, 2, null, "not protobuf".getBytes(StandardCharsets.UTF_8)));
        TestJob later = new TestJob(10).table("later");
        TestJob good = new TestJob(10);
        for (RowBatch batch : later.whole(3)) {
            send(2, batch);
        }
        for (RowBatch batch : good.whole(10)) {
            send(2, batch);
        }
        producer.flush();
        awaitState(good, "complete");
        awaitState(later, "attention");
        assertThat(schema.query("SELECT units_parked, reason FROM millrace.upload WHERE id = '" + later.id() + "'"))
                .singleElement()
                .asString()
                .startsWith("3|42P01")
                .contains("datasets apply");
        await().atMost(SOON).until(() -> get("/q/health/ready").asString(), health -> health.contains("\"degraded\""));
        get("/q/health/ready").then().statusCode(200);
        await().atMost(SOON)
                .until(
                        () -> get("/q/metrics").asString(),
                        metrics -> metrics.contains("millrace_parked{dataset=\"readings\"} 3.0")
                                && metrics.contains("millrace_parked{dataset=\"\"} 1.0"));
        schema.table("later");
        awaitState(later, "complete");
        assertRows(later, 30);
        assertThat(schema.query("SELECT count(*) FROM later")).containsExactly("30");
        assertThat(schema.query("SELECT dataset FROM millrace.parked")).containsExactly("");
        assertThat(get("/v1/loader/partitions").jsonPath().getList("state"))
                .containsExactly("loading", "loading", "loading");
    }
}
