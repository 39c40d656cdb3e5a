package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is told of streams, with real Kafka and PostgreSQL; the ledger is written here as transform and loader do. */
@QuarkusTest
@WithTestResource(IngestServers.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamStatusIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "millrace.records.readings";
    private static final String STREAM = "/v1/streams/readings";
    private static final Instant NEWEST = Instant.parse("2026-01-31T12:00:00.5Z");

    KafkaServer kafka;
    PostgresServer postgres;
    LedgerFixture ledger;

    @TestHTTPResource("/")
    URI service;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Answer(int status, String type, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new IllegalStateException(text, e);
            }
        }
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    private JsonNode stream() throws IOException, InterruptedException {
        Answer answer = get(STREAM);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private Answer skip(int partition, String query, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(STREAM + "/partitions/" + partition + "/skip" + query))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static void refuses(int status, String kind, Answer answer, String... remedies) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.json().get("type").asText()).endsWith(":" + kind);
        assertThat(answer.json().get("detail").asText()).contains(remedies);
    }

    private Map<String, Object> broker() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private Uuid createTopic(int partitions) throws Exception {
        try (Admin admin = Admin.create(broker())) {
            return admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .topicId(TOPIC)
                    .get();
        }
    }

    private KafkaProducer<String, String> producer(String transactionalId) {
        Map<String, Object> settings = new java.util.HashMap<>(broker());
        if (transactionalId != null) {
            settings.put("transactional.id", transactionalId);
        }
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private void produce(int partition, int count) {
        try (KafkaProducer<String, String> producer = producer(null)) {
            IntStream.range(0, count).forEach(i -> producer.send(new ProducerRecord<>(TOPIC, partition, null, "{}")));
        }
    }

    private static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private UUID topicId() throws Exception {
        try (Admin admin = Admin.create(broker())) {
            return uuid(admin.describeTopics(List.of(TOPIC))
                    .allTopicNames()
                    .get()
                    .get(TOPIC)
                    .topicId());
        }
    }

    private void open(UUID topicId, int partition) {
        ledger.run("SELECT millrace.open_stream(?, ?, ?, 'readings', 0)", topicId, partition, TOPIC);
    }

    private void load(UUID topicId, int partition, long to, long rows, long rejects) {
        ledger.run(
                """
                UPDATE millrace.stream SET next_offset = ?, rows = rows + ?, rejects = rejects + ?, newest_at = ?, loaded_at = ?
                 WHERE topic_id = ? AND partition = ?""",
                to,
                rows,
                rejects,
                NEWEST.atOffset(ZoneOffset.UTC),
                NEWEST.plusMillis(321).atOffset(ZoneOffset.UTC),
                topicId,
                partition);
    }

    /** Where a reader of committed records stands when it has read all. */
    private long committedEnd(int partition) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition key = new TopicPartition(TOPIC, partition);
            return consumer.endOffsets(List.of(key)).get(key);
        }
    }

    @Test
    @Order(1)
    void everyDatasetHasAStream() throws Exception {
        await().atMost(SOON).until(() -> get("/q/health/ready").status() == 200);
        JsonNode list = get("/v1/streams").json();
        assertThat(list).hasSize(1);
        assertThat(list.get(0).get("dataset").asText()).isEqualTo("readings");
        assertThat(list.get(0).get("state").asText()).isEqualTo("no_topic");
        assertThat(list.get(0).get("partitions").asInt()).isZero();
        assertThat(stream().get("partitions")).isEmpty();
        refuses(404, "unknown-partition", skip(0, "", "{\"to\": \"latest\"}"), TOPIC);
        assertThat(get("/").text()).contains("/v1/streams");
        assertThat(get("/q/openapi").text()).contains("/v1/streams/{dataset}/partitions/{partition}/skip");
    }

    @Test
    @Order(2)
    void lagIsFromThePositionToTheEnd() throws Exception {
        Uuid id = createTopic(3);
        produce(0, 10);
        produce(1, 4);
        JsonNode unread = stream();
        assertThat(unread.get("state").asText()).isEqualTo("unread");
        assertThat(unread.get("lagRecords").asLong()).isEqualTo(14);
        assertThat(unread.at("/partitions/0").has("position")).isFalse();

        IntStream.range(0, 3).forEach(partition -> open(uuid(id), partition));
        load(uuid(id), 0, 7, 6, 1);
        load(uuid(id), 1, 4, 4, 0);
        JsonNode stream = stream();
        assertThat(stream.get("state").asText()).isEqualTo("following");
        assertThat(stream.get("lagRecords").asLong()).isEqualTo(3);
        assertThat(stream.get("rows").asLong()).isEqualTo(10);
        assertThat(stream.get("rejects").asLong()).isEqualTo(1);
        assertThat(stream.get("freshnessSeconds").asDouble()).isEqualTo(0.321);
        assertThat(Instant.parse(stream.get("newestAt").asText())).isEqualTo(NEWEST);
        JsonNode behind = stream.at("/partitions/0");
        assertThat(behind.get("topicId").asText()).isEqualTo(id.toString());
        assertThat(behind.get("position").asLong()).isEqualTo(7);
        assertThat(behind.get("begin").asLong()).isZero();
        assertThat(behind.get("end").asLong()).isEqualTo(10);
        assertThat(behind.get("lagSeconds").asDouble())
                .isCloseTo(Duration.between(NEWEST, Instant.now()).toMillis() / 1000.0, within(30.0));
        assertThat(stream.get("lagSeconds")).isEqualTo(behind.get("lagSeconds"));
        assertThat(stream.at("/partitions/1/lagSeconds").asDouble(-1)).isZero();
        assertThat(stream.get("replaced")).isEmpty();
        JsonNode summary = get("/v1/streams").json().get(0);
        assertThat(summary.get("partitions").asInt()).isEqualTo(3);
        for (String field : List.of("state", "lagRecords", "rows", "rejects", "newestAt", "freshnessSeconds")) {
            assertThat(summary.get(field)).as(field).isEqualTo(stream.get(field));
        }
    }

    @Test
    @Order(3)
    void whatIsNotCommittedIsNoLag() throws Exception {
        try (KafkaProducer<String, String> producer = producer("open")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>(TOPIC, 2, null, "{}")).get();
            }
            assertThat(stream().at("/partitions/2/lagRecords").asLong(-1)).isZero();
            assertThat(stream().at("/partitions/2/end").asLong(-1)).isEqualTo(committedEnd(2));
            producer.commitTransaction();
        }
        // its marker, too, is a position that a reader passes
        await().atMost(SOON).until(() -> stream().at("/partitions/2/lagRecords").asLong() == 6);
        assertThat(committedEnd(2)).isEqualTo(6);
    }

    @Test
    @Order(4)
    void aNewPartitionIsUnread() throws Exception {
        try (Admin admin = Admin.create(broker())) {
            admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(4)))
                    .all()
                    .get();
        }
        await().atMost(SOON).until(() -> stream().get("partitions").size() == 4);
        assertThat(stream().get("state").asText()).isEqualTo("unread");
        assertThat(stream().at("/partitions/3/state").asText()).isEqualTo("unread");
        refuses(409, "partition-unread", skip(3, "", "{\"to\": \"latest\"}"), "transform");
    }

    @Test
    @Order(5)
    void skippingIsTheWayOutOfWhatIsGone() throws Exception {
        UUID id = topicId();
        try (Admin admin = Admin.create(broker())) {
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(9)))
                    .all()
                    .get();
        }
        ledger.run(
                "UPDATE millrace.stream SET stopped = 'out_of_range', stopped_reason = 'gone' WHERE topic_id = ? AND partition = 0",
                id);
        JsonNode stopped = stream();
        assertThat(stopped.get("state").asText()).isEqualTo("out_of_range");
        assertThat(stopped.at("/partitions/0/state").asText()).isEqualTo("out_of_range");
        assertThat(stopped.at("/partitions/0/reason").asText()).isEqualTo("gone");
        assertThat(stopped.at("/partitions/0/remedy").asText())
                .isEqualTo("./millrace streams skip readings 0 --to earliest");

        JsonNode plan = skip(0, "?dryRun=true", "{\"to\": 10}").json();
        assertThat(plan.get("dryRun").asBoolean()).isTrue();
        assertThat(plan.get("from").asLong()).isEqualTo(7);
        assertThat(plan.get("to").asLong()).isEqualTo(10);
        assertThat(plan.get("gone").asLong()).isEqualTo(2);
        assertThat(plan.get("passedOver").asLong()).isEqualTo(1);
        assertThat(stream().at("/partitions/0/position").asLong()).isEqualTo(7);

        long epoch = ledger.number("SELECT epoch FROM millrace.stream WHERE topic_id = ? AND partition = 0", id);
        JsonNode done = skip(0, "", "{\"to\": \"earliest\"}").json();
        assertThat(done.get("from").asLong()).isEqualTo(7);
        assertThat(done.get("to").asLong()).isEqualTo(9);
        assertThat(done.get("dryRun").asBoolean()).isFalse();
        assertThat(stream().at("/partitions/0/state").asText()).isEqualTo("following");
        assertThat(stream().at("/partitions/0/position").asLong()).isEqualTo(9);
        assertThat(ledger.number("SELECT epoch FROM millrace.stream WHERE topic_id = ? AND partition = 0", id))
                .isGreaterThan(epoch);
        assertThat(ledger.number("SELECT count(*) FROM millrace.stream_skip WHERE from_offset = 7 AND to_offset = 9"))
                .isEqualTo(1);
    }

    @Test
    @Order(6)
    void badRequestsAreRefusedWithTheRemedy() throws Exception {
        refuses(404, "unknown-dataset", get("/v1/streams/reading"), "readings");
        refuses(404, "unknown-dataset", get("/v1/streams/reading/rejects"), "readings");
        refuses(404, "unknown-partition", skip(99, "", "{\"to\": \"latest\"}"), "0 to 3");
        refuses(400, "invalid-option", skip(-1, "", "{\"to\": \"latest\"}"), "number");
        refuses(400, "invalid-option", skip(0, "", "{\"to\": 8}"), "9 to 10");
        refuses(400, "invalid-option", skip(0, "", "{\"to\": \"soon\"}"), "earliest, latest");
        refuses(400, "invalid-option", skip(0, "", "{}"), "required");
        refuses(400, "invalid-option", skip(0, "?dryRun=maybe", "{\"to\": 9}"), "true or false");
        refuses(400, "bad-request", skip(0, "", "{\"too\": 9}"), "too");
        refuses(400, "bad-request", skip(0, "", "{"), "");
        refuses(400, "invalid-option", skip(0, "", ""), "required");
        assertThat(skip(1, "", "{\"to\": \"latest\"}").status()).isEqualTo(200);
        Answer back = skip(1, "", "{\"to\": 1}");
        refuses(409, "skip-goes-back", back, "is at 4", "to 1", "twice");
        assertThat(back.json().get("field").asText()).isEqualTo("to");
        refuses(409, "skip-goes-back", skip(1, "?dryRun=true", "{\"to\": \"earliest\"}"), "is at 4");
    }

    @Test
    @Order(7)
    void rejectsAreDownloadedAsCsvOrLinesOfJson() throws Exception {
        UUID id = topicId();
        List<Object[]> rejects = new ArrayList<>();
        rejects.add(
                new Object[] {1, 3L, "temperature", "999 is \"above\"", "{\"temperature\":999}", "2026-02-01T00:00:00Z"
                });
        rejects.add(new Object[] {0, 6L, "", "not a JSON object", "s-1,\u00e4\n", "2026-02-02T00:00:00.25Z"});
        for (Object[] r : rejects) {
            byte[] raw = ((String) r[4]).getBytes(StandardCharsets.UTF_8);
            reject(id, (int) r[0], (long) r[1], (String) r[2], (String) r[3], raw, (String) r[5]);
        }
        reject(id, 0, 2, "", "not UTF-8", new byte[] {(byte) 0xff, 0}, "2026-02-03T00:00:00Z");
        reject(new UUID(0, 0), 0, 0, "", "of nobody", new byte[0], "2026-02-03T00:00:00Z");
        Answer csv = get(STREAM + "/rejects");
        assertThat(csv.type()).startsWith("text/csv");
        assertThat(csv.text()).isEqualToNormalizingNewlines("""
                        topic,partition,offset,column,reason,raw,rejected_at
                        millrace.records.readings,0,2,,not UTF-8,\\xff00,2026-02-03T00:00:00Z
                        millrace.records.readings,0,6,,not a JSON object,"s-1,ä",2026-02-02T00:00:00.250Z
                        millrace.records.readings,1,3,temperature,"999 is ""above""\","{""temperature"":999}",2026-02-01T00:00:00Z
                        """);
        Answer lines =
                send(HttpRequest.newBuilder(service.resolve(STREAM + "/rejects?limit=1&since=2026-02-02T00:00:00.25Z"))
                        .header("Accept", "application/x-ndjson"));
        assertThat(lines.type()).startsWith("application/x-ndjson");
        assertThat(lines.text()).isEqualTo("""
                        {"topic":"millrace.records.readings","partition":0,"offset":2,"column":"","reason":"not UTF-8",\
                        "raw":"\\\\xff00","rejected_at":"2026-02-03T00:00:00Z"}
                        """);
        assertThat(get(STREAM + "/rejects?since=2026-02-02T00:00:01Z").text().lines())
                .hasSize(2);
        assertThat(get(STREAM + "/rejects?since=2030-01-01T00:00:00Z").text().lines())
                .hasSize(1);
        refuses(400, "invalid-option", get(STREAM + "/rejects?since=yesterday"), "2026-01-31T12:00:00Z");
        refuses(400, "invalid-option", get(STREAM + "/rejects?limit=0"), "limit");
        assertThat(send(HttpRequest.newBuilder(service.resolve(STREAM + "/rejects"))
                                .header("Accept", "image/png"))
                        .status())
                .isEqualTo(406);
    }

    private void reject(UUID id, int partition, long offset, String column, String reason, byte[] raw, String at) {
        ledger.run(
                "INSERT INTO millrace.record_reject VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                partition,
                offset,
                column,
                reason,
                raw,
                (long) raw.length,
                Instant.parse(at).atOffset(ZoneOffset.UTC));
    }

    @Test
    @Order(8)
    void aTopicMadeAnewIsReported() throws Exception {
        String before = topicId().toString();
        try (Admin admin = Admin.create(broker())) {
            admin.deleteTopics(List.of(TOPIC)).all().get();
        }
        await().atMost(SOON).until(() -> stream().get("state").asText().equals("no_topic"));
        assertThat(stream().get("replaced")).hasSize(3);
        UUID id = uuid(createTopic(2));
        assertThat(id.toString()).isNotEqualTo(before);
        produce(1, 8);
        JsonNode anew = stream();
        assertThat(anew.get("state").asText()).isEqualTo("unread");
        assertThat(anew.get("lagRecords").asLong()).isEqualTo(8);
        assertThat(anew.at("/replaced/0").has("replacedAt")).isFalse();
        open(id, 0);
        open(id, 1);
        load(id, 1, 5, 5, 0);
        JsonNode opened = stream();
        assertThat(opened.get("state").asText()).isEqualTo("following");
        assertThat(opened.get("lagRecords").asLong()).isEqualTo(3);
        assertThat(opened.get("rows").asLong()).as("both topics'").isEqualTo(15);
        assertThat(opened.at("/replaced/0").has("replacedAt")).isTrue();
        assertThat(opened.at("/replaced/0/position").asLong()).isEqualTo(9);
        assertThat(get("/v1/streams").json().get(0).get("replaced").asInt()).isEqualTo(3);
    }

    @Test
    @Order(9)
    void withoutPostgresOrKafkaTheAnswerIs503() throws Exception {
        postgres.stop();
        try {
            refuses(503, "status-unavailable", get("/v1/streams"), "PostgreSQL");
            refuses(503, "status-unavailable", get(STREAM + "/rejects"), "PostgreSQL");
            refuses(503, "status-unavailable", skip(1, "", "{\"to\": \"latest\"}"), "PostgreSQL");
        } finally {
            postgres.start();
        }
        kafka.kill();
        try {
            Instant begun = Instant.now();
            refuses(503, "unavailable", get(STREAM), "Kafka");
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(get(STREAM + "/rejects").status())
                    .as("needs PostgreSQL only")
                    .isEqualTo(200);
        } finally {
            kafka.start();
        }
        await().atMost(SOON).until(() -> get(STREAM).status() == 200);
    }
}
