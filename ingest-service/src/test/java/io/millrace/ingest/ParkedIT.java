package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Header;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Record;
import io.millrace.contract.message.Records;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
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
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parked units over HTTP, with a real PostgreSQL; they are written here as the loader does. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class ParkedIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNITS = "millrace.units";
    private static final String BATCHES = "millrace.batches";
    private static final String CAUSE = "relation \"public.readings\" does not exist";
    private static final byte[] PAYLOAD = "s-1,21.5\ns-2,\"22\"\n".getBytes(StandardCharsets.UTF_8);

    LedgerFixture ledger;

    @TestHTTPResource("/")
    URI service;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Answer(int status, HttpResponse<String> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(response.body());
        }
    }

    @BeforeEach
    @AfterEach
    void nothingIsParked() {
        ledger.run("DELETE FROM millrace.parked");
        ledger.run("DELETE FROM millrace.stream");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    private JsonNode found(String path) throws IOException, InterruptedException {
        Answer answer = get(path);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private Answer post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path)).POST(BodyPublishers.noBody()));
    }

    private JsonNode done(String path) throws IOException, InterruptedException {
        Answer answer = post(path);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static void refuses(int status, String kind, Answer answer, String... remedies) throws IOException {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.json().get("type").asText()).endsWith(":" + kind);
        assertThat(answer.json().get("detail").asText()).contains(remedies);
    }

    /** An upload of so many units of ten bytes each, none of which is in. */
    private UUID upload(String dataset, int units) throws Exception {
        UUID id = UUID.randomUUID();
        ledger.begin(
                id,
                Job.newBuilder()
                        .setDataset(dataset)
                        .setDatasetVersion(1)
                        .setSourceName("readings.csv")
                        .setCut(ByteString.copyFromUtf8("cut"))
                        .build());
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        IntStream.range(0, units).forEach(unit -> all.update(hash(unit)));
        ledger.end(
                id,
                End.newBuilder()
                        .setUnits(units)
                        .setBytes(units * 10L)
                        .setSha256(ByteString.copyFrom(all.digest()))
                        .build());
        return id;
    }

    private static byte[] hash(int unit) {
        byte[] hash = new byte[32];
        hash[0] = (byte) unit;
        return hash;
    }

    private static Slice slice(int unit) {
        return Slice.newBuilder()
                .setNumber(unit)
                .setFrom(unit * 10L)
                .setTo(unit * 10L + 10)
                .setSha256(ByteString.copyFrom(hash(unit)))
                .setPayload(ByteString.copyFrom(PAYLOAD))
                .build();
    }

    private UUID parkUnit(String dataset, UUID job, @Nullable Integer unit, String topic, byte[] message) {
        UUID id = UUID.randomUUID();
        ledger.run(
                """
                INSERT INTO millrace.parked (id, dataset, job_id, unit, byte_from, byte_to, sha256, topic, message,
                       schema_name, table_name, cause, remedy, retry_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'public', 'readings', ?, 'make it anew', now() + interval '1 hour')""",
                id,
                dataset,
                job,
                unit,
                unit == null ? null : unit * 10L,
                unit == null ? null : unit * 10L + 10,
                unit == null ? null : hash(unit),
                topic,
                message,
                CAUSE);
        return id;
    }

    private UUID parkUnit(UUID job, int unit) {
        return parkUnit(
                "readings", job, unit, BATCHES, RowBatch.newBuilder().build().toByteArray());
    }

    private UUID parkSlice(UUID topicId, String topic, byte[] message) {
        ledger.run(
                "INSERT INTO millrace.stream (topic_id, partition, topic, dataset, next_offset) VALUES (?, 2, 'millrace.records.readings', 'readings', 100)",
                topicId);
        UUID id = UUID.randomUUID();
        ledger.run("""
                INSERT INTO millrace.parked (id, dataset, topic_id, partition, from_offset, to_offset, topic, message, cause,
                       remedy, retry_at)
                VALUES (?, 'readings', ?, 2, 100, 142, ?, ?, 'why', 'mend it', now() + interval '1 hour')""", id, topicId, topic, message);
        return id;
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.get("parked").spliterator(), false)
                .map(unit -> unit.get("id").asText())
                .toList();
    }

    private long due() {
        return ledger.number("SELECT count(*) FROM millrace.parked WHERE retry_at <= clock_timestamp()");
    }

    @Test
    void nothingParkedIsToldAsSuchAndAMistypedNameIsNot() throws Exception {
        JsonNode none = found("/v1/parked");
        assertThat(none.get("total").asInt()).isZero();
        assertThat(none.get("parked")).isEmpty();
        assertThat(none.get("datasets")).isEmpty();
        assertThat(none.has("next")).isFalse();
        await().atMost(SOON).until(() -> get("/v1/parked?dataset=readings").status() == 200); // the datasets are known
        refuses(404, "unknown-dataset", get("/v1/parked?dataset=reading"), "readings");
        refuses(404, "unknown-dataset", post("/v1/parked/retry?dataset=reading"), "readings");
        refuses(404, "unknown-dataset", post("/v1/parked/discard?dataset=reading"), "readings");
        refuses(400, "invalid-option", get("/v1/parked?limit=0"), "1 to 1000");
        refuses(400, "invalid-option", get("/v1/parked?after=7"), "next");
        refuses(400, "invalid-option", get("/v1/parked?job=7"), "GET /v1/uploads");
        refuses(400, "invalid-option", get("/v1/parked/1-1-1-1-1"), "GET /v1/parked");
        for (String path : List.of("", "/raw")) {
            refuses(404, "unknown-parked-unit", get("/v1/parked/" + UUID.randomUUID() + path), "GET /v1/parked");
        }
        for (String path : List.of("/retry", "/discard")) {
            refuses(404, "unknown-parked-unit", post("/v1/parked/" + UUID.randomUUID() + path), "GET /v1/parked");
        }
        assertThat(get("/q/openapi").response().body()).contains("/v1/parked/{id}/raw", "/v1/parked/discard");
    }

    @Test
    void whatIsParkedIsListedPageByPageTheOldestFirst() throws Exception {
        UUID job = upload("readings", 5);
        List<String> all = new ArrayList<>();
        IntStream.range(0, 5).forEach(unit -> all.add(parkUnit(job, unit).toString()));
        UUID gone = upload("gone", 1);
        String other = parkUnit("gone", gone, 0, UNITS, new byte[0]).toString();

        JsonNode page = found("/v1/parked");
        assertThat(page.get("total").asInt()).isEqualTo(6);
        assertThat(page.get("datasets"))
                .hasToString("[{\"dataset\":\"readings\",\"units\":5},{\"dataset\":\"gone\",\"units\":1}]");
        List<String> expected = new ArrayList<>(all);
        expected.add(other);
        assertThat(ids(page)).isEqualTo(expected);
        assertThat(page.has("next")).isFalse();

        JsonNode first = found("/v1/parked?dataset=readings&limit=2");
        assertThat(first.get("total").asInt()).isEqualTo(5);
        assertThat(ids(first)).containsExactlyElementsOf(all.subList(0, 2));
        ledger.run(
                "DELETE FROM millrace.parked WHERE id = ?", UUID.fromString(all.get(1))); // the page's end is in by now
        JsonNode second = found(
                "/v1/parked?dataset=readings&limit=2&after=" + first.get("next").asText());
        assertThat(ids(second)).containsExactlyElementsOf(all.subList(2, 4));
        JsonNode last = found("/v1/parked?dataset=readings&limit=2&after="
                + second.get("next").asText());
        assertThat(ids(last)).containsExactly(all.get(4));
        assertThat(last.has("next")).isFalse();
        assertThat(ids(found("/v1/parked?job=" + gone))).containsExactly(other);
        assertThat(ids(found("/v1/parked?dataset=gone")))
                .as("a dataset that is gone")
                .containsExactly(other);
    }

    @Test
    void aUnitIsShownWithItsPlaceCauseAndRemedy() throws Exception {
        UUID job = upload("readings", 2);
        byte[] message = RowBatch.newBuilder()
                .setJob(Job.newBuilder().setSourceName("x"))
                .build()
                .toByteArray();
        JsonNode unit = found("/v1/parked/" + parkUnit("readings", job, 1, BATCHES, message));
        assertThat(unit.get("dataset").asText()).isEqualTo("readings");
        assertThat(unit.get("stage").asText()).isEqualTo("load");
        assertThat(unit.get("job"))
                .hasToString("{\"id\":\"%s\",\"unit\":1,\"from\":10,\"to\":20,\"sourceName\":\"readings.csv\"}"
                        .formatted(job));
        assertThat(unit.has("stream")).isFalse();
        assertThat(unit.get("table").asText()).isEqualTo("public.readings");
        assertThat(unit.get("cause").asText()).isEqualTo(CAUSE);
        assertThat(unit.get("remedy").asText()).isEqualTo("make it anew");
        assertThat(unit.get("attempts").asInt()).isEqualTo(1);
        assertThat(unit.get("bytes").asInt()).isEqualTo(message.length);
        assertThat(unit.get("retryAt").asText())
                .isGreaterThan(unit.get("triedAt").asText())
                .endsWith("Z");

        UUID topicId = UUID.randomUUID();
        JsonNode slice = found("/v1/parked/" + parkSlice(topicId, UNITS, new byte[3]));
        assertThat(slice.get("stage").asText()).isEqualTo("transform");
        assertThat(slice.get("stream"))
                .hasToString(
                        "{\"topic\":\"millrace.records.readings\",\"topicId\":\"%s\",\"partition\":2,\"from\":100,\"to\":142}"
                                .formatted(topicId));
        assertThat(slice.has("job")).isFalse();
        assertThat(slice.has("table")).isFalse();
    }

    @Test
    void theInputCanBeSavedBeforeItIsDiscarded() throws Exception {
        UUID job = upload("readings", 3);
        Format csv = Format.newBuilder()
                .setType(Format.Type.CSV)
                .setDelimiter(";")
                .setQuote("'")
                .setEscape("'")
                .addFields("sensor_id")
                .addFields("it's; hot")
                .build();
        WorkUnit rows = WorkUnit.newBuilder()
                .setJob(Job.newBuilder().setFormat(csv))
                .setSlice(slice(0))
                .build();
        UUID table = parkUnit("readings", job, 0, UNITS, rows.toByteArray());
        HttpResponse<String> answer = get("/v1/parked/" + table + "/raw").response();
        assertThat(answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
                .isEqualToIgnoringCase("text/csv;charset=utf-8;header=present");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .contains("parked-" + table + ".csv");
        assertThat(answer.body()).isEqualTo("sensor_id;'it''s; hot'\n" + "s-1,21.5\ns-2,\"22\"\n");

        WorkUnit objects = WorkUnit.newBuilder()
                .setJob(Job.newBuilder().setFormat(Format.newBuilder().setType(Format.Type.NDJSON)))
                .setSlice(slice(1))
                .build();
        UUID lines = parkUnit("readings", job, 1, UNITS, objects.toByteArray());
        answer = get("/v1/parked/" + lines + "/raw").response();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.body()).isEqualTo("s-1,21.5\ns-2,\"22\"\n");

        Records records = Records.newBuilder()
                .setFrom(100)
                .setTo(142)
                .addRecords(Record.newBuilder()
                        .setOffset(100)
                        .setTimestamp(1700000000000L)
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setValue(ByteString.copyFrom(new byte[] {0, 0, 0, 0, (byte) 0xFF}))
                        .addHeaders(Header.newBuilder().setName("h").setValue(ByteString.copyFromUtf8("\"v\""))))
                .addRecords(Record.newBuilder().setOffset(141).setTimestamp(1700000000001L))
                .build();
        UUID stream = parkSlice(
                UUID.randomUUID(),
                UNITS,
                WorkUnit.newBuilder().setRecords(records).build().toByteArray());
        assertThat(get("/v1/parked/" + stream + "/raw").response().body()).isEqualTo("""
                {"offset":100,"timestamp":1700000000000,"key":"k","value":"\\\\x00000000ff","headers":{"h":"\\"v\\""}}
                {"offset":141,"timestamp":1700000000001,"key":null,"value":null,"headers":{}}
                """);

        UUID garbage = UUID.randomUUID();
        ledger.run(
                "INSERT INTO millrace.parked (id, dataset, topic, message, cause, remedy, retry_at) VALUES (?, '', ?, ?, 'c', 'r', now() + interval '1 hour')",
                garbage,
                UNITS,
                "no unit at all".getBytes(StandardCharsets.UTF_8));
        answer = get("/v1/parked/" + garbage + "/raw").response();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(answer.body()).isEqualTo("no unit at all");
    }

    @Test
    void whereThereIsNoInputItIsToldWhereItIs() throws Exception {
        UUID job = upload("readings", 3);
        refuses(409, "no-raw-input", get("/v1/parked/" + parkUnit(job, 2) + "/raw"), "tail -c +21 FILE | head -c 10");
        UUID slice = parkSlice(UUID.randomUUID(), BATCHES, new byte[0]);
        refuses(
                409,
                "no-raw-input",
                get("/v1/parked/" + slice + "/raw"),
                "offsets 100 to 141 of partition 2 of topic millrace.records.readings");
        UUID marker = parkUnit(
                "readings",
                job,
                null,
                UNITS,
                WorkUnit.newBuilder()
                        .setEnd(End.newBuilder().setUnits(3))
                        .build()
                        .toByteArray());
        refuses(409, "no-raw-input", get("/v1/parked/" + marker + "/raw"), "marker");
    }

    @Test
    void aRetryMakesThemDueNow() throws Exception {
        UUID job = upload("readings", 1002);
        UUID one = parkUnit(job, 0);
        IntStream.range(1, 3).forEach(unit -> parkUnit(job, unit));
        UUID other = upload("gone", 1);
        parkUnit("gone", other, 0, UNITS, new byte[0]);
        assertThat(due()).isZero();
        assertThat(done("/v1/parked/" + one + "/retry").get("retried").asInt()).isEqualTo(1);
        assertThat(due()).isEqualTo(1);
        assertThat(done("/v1/parked/retry?dataset=gone").get("retried").asInt()).isEqualTo(1);
        assertThat(due()).isEqualTo(2);
        assertThat(done("/v1/parked/retry?job=" + job).get("retried").asInt()).isEqualTo(3);
        assertThat(due()).isEqualTo(4);
        ledger.run("""
                INSERT INTO millrace.parked (id, dataset, topic, message, cause, remedy, retry_at)
                SELECT gen_random_uuid(), 'many', 'millrace.units', '', 'c', 'r', now() + interval '1 hour'
                  FROM generate_series(1, 2500)""");
        assertThat(done("/v1/parked/retry").get("retried").asInt())
                .as("over several statements, each unit once")
                .isEqualTo(2504);
        assertThat(due()).isEqualTo(2504);
    }

    @Test
    void aDiscardedUnitOfAnUploadIsARejectAndTheUploadCompletes() throws Exception {
        UUID job = upload("readings", 2);
        ledger.load(job, slice(0), 7, 0);
        UUID unit = parkUnit(job, 1);
        JsonNode status = found("/v1/uploads/" + job);
        assertThat(status.get("state").asText()).isEqualTo("attention");
        assertThat(status.get("reason").asText()).isEqualTo(CAUSE + "; make it anew");
        assertThat(status.at("/units/parked").asInt()).isEqualTo(1);
        assertThat(status.at("/units/loaded").asInt()).isEqualTo(1);

        assertThat(done("/v1/parked/" + unit + "/discard"))
                .hasToString("{\"discarded\":1,\"rejects\":1,\"skipped\":0,\"failedJobs\":0,\"left\":0}");
        refuses(404, "unknown-parked-unit", post("/v1/parked/" + unit + "/discard"), "discarded");
        status = found("/v1/uploads/" + job);
        assertThat(status.get("state").asText()).isEqualTo("complete_with_rejects");
        assertThat(status.has("reason")).isFalse();
        assertThat(status.at("/rows/loaded").asInt()).isEqualTo(7);
        assertThat(status.at("/rows/rejected").asInt()).isEqualTo(1);
        assertThat(status.at("/units/parked").asInt()).isZero();
        assertThat(get("/v1/uploads/" + job + "/rejects").response().body())
                .contains("0,10,10,,", "the unit was discarded by ", "it was parked: relation");
    }

    @Test
    void aDiscardedSliceOfAStreamIsPassedOver() throws Exception {
        UUID topicId = UUID.randomUUID();
        UUID slice = parkSlice(topicId, UNITS, new byte[0]);
        assertThat(done("/v1/parked/" + slice + "/discard").get("skipped").asInt())
                .isEqualTo(1);
        assertThat(ledger.number("SELECT next_offset FROM millrace.stream WHERE topic_id = ?", topicId))
                .isEqualTo(142);
        assertThat(ledger.number("SELECT epoch FROM millrace.stream WHERE topic_id = ?", topicId))
                .as("its reader starts again")
                .isEqualTo(1);
        assertThat(ledger.number(
                        "SELECT count(*) FROM millrace.stream_skip WHERE topic_id = ? AND from_offset = 100 AND to_offset = 142",
                        topicId))
                .isEqualTo(1);
    }

    @Test
    void aJobWhoseMarkerIsDiscardedFails() throws Exception {
        UUID job = upload("readings", 2);
        UUID marker = parkUnit("readings", job, null, UNITS, new byte[0]);
        parkUnit(job, 1);
        assertThat(done("/v1/parked/" + marker + "/discard").get("failedJobs").asInt())
                .isEqualTo(1);
        JsonNode status = found("/v1/uploads/" + job);
        assertThat(status.get("state").asText()).isEqualTo("failed");
        assertThat(status.get("reason").asText()).contains("discarded by", CAUSE);
        assertThat(found("/v1/parked?job=" + job).get("total").asInt())
                .as("the rest of it goes with it")
                .isZero();
    }

    @Test
    void manyAreGivenUpByUploadOrDatasetAndNeverAll() throws Exception {
        UUID job = upload("readings", 3);
        IntStream.range(0, 3).forEach(unit -> parkUnit(job, unit));
        UUID other = upload("readings", 1);
        parkUnit(other, 0);
        ledger.run("""
                INSERT INTO millrace.parked (id, dataset, topic, message, cause, remedy, retry_at)
                SELECT gen_random_uuid(), 'many', 'millrace.units', '', 'c', 'r', now() FROM generate_series(1, 1100)""");
        refuses(400, "invalid-option", post("/v1/parked/discard"), "give dataset or job");
        assertThat(found("/v1/parked").get("total").asInt()).isEqualTo(1104);
        assertThat(done("/v1/parked/discard?job=" + job))
                .hasToString("{\"discarded\":3,\"rejects\":3,\"skipped\":0,\"failedJobs\":0,\"left\":0}");
        assertThat(found("/v1/uploads/" + job).get("state").asText()).isEqualTo("complete_with_rejects");
        assertThat(found("/v1/uploads/" + other).get("state").asText()).isEqualTo("attention");
        assertThat(done("/v1/parked/discard?dataset=many"))
                .as("a request is bounded, and tells what is left")
                .hasToString("{\"discarded\":1000,\"rejects\":0,\"skipped\":0,\"failedJobs\":0,\"left\":100}");
        assertThat(done("/v1/parked/discard?dataset=many").get("left").asInt()).isZero();
        assertThat(found("/v1/parked").get("total").asInt()).isEqualTo(1);
    }

    @Test
    void whoWaitsForAnUploadIsToldOnceItNeedsAttention() throws Exception {
        UUID job = upload("readings", 2);
        long before = ledger.number("SELECT extract(epoch FROM clock_timestamp()) * 1000");
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                HttpRequest.newBuilder(service.resolve("/v1/uploads/" + job + "?wait=60s"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await("a first look").atMost(SOON).until(() -> ledger.number("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE query LIKE 'SELECT * FROM millrace.upload WHERE id%' AND state = 'idle'
                   AND extract(epoch FROM query_start) * 1000 > ?""", before) > 0);
        UUID unit = parkUnit(job, 1);
        JsonNode status = JSON.readTree(
                waiting.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join().body());
        assertThat(status.get("state").asText()).isEqualTo("attention");

        long asked = System.nanoTime();
        assertThat(found("/v1/uploads/" + job + "?wait=300ms").get("state").asText())
                .isEqualTo("attention");
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .as("who knows of it waits on")
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        ledger.run("DELETE FROM millrace.parked WHERE id = ?", unit);
        assertThat(found("/v1/uploads/" + job).get("state").asText()).isEqualTo("loading");
    }

    @Test
    void aTableThatIsLockedHoldsNoConnection() throws Exception {
        try (Connection holder = ledger.database().connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE millrace.parked IN ACCESS EXCLUSIVE MODE");
            List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(
                            0, 8) // as many as there are connections
                    .mapToObj(i -> http.sendAsync(
                            HttpRequest.newBuilder(service.resolve("/v1/parked"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> answer : asked) {
                HttpResponse<String> response = answer.join();
                refuses(503, "status-unavailable", new Answer(response.statusCode(), response), "ask again");
            }
            await().atMost(SOON)
                    .until(() -> ledger.number(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                            == 0);
            holder.rollback();
            assertThat(get("/v1/parked").status())
                    .as("once the table is free, all connections are")
                    .isEqualTo(200);
        }
    }
}
