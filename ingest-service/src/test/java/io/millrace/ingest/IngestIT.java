package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service as it runs, with real Kafka and PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IngestIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String UPLOADS = "/v1/datasets/readings/uploads";
    private static final String HEADER = "sensor_id,recorded_at,temperature\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    KafkaServer kafka;
    PostgresServer postgres;
    Ledger ledger;

    @TestHTTPResource("/")
    URI service;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static byte[] rows(int count) {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append("s-").append(i).append(",2026-01-01T00:00:00Z,21.5\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(part instanceof byte[] b ? b : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    /** An answer: status, JSON body, whole response. */
    private record Answer(int status, JsonNode body, HttpResponse<String> response) {
        UUID id() {
            assertThat(status).as(response.body()).isIn(200, 202);
            return UUID.fromString(body.get("id").asText());
        }

        String detail() {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            return body.get("detail").asText();
        }
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.nullNode(), response);
    }

    private Answer post(String path, BodyPublisher body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(service.resolve(path)).POST(body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private Answer csv(byte[] body, String... headers) throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "text/csv";
        return post(UPLOADS, BodyPublishers.ofByteArray(body), all);
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    private Units units(UUID id) {
        return Units.of(kafka.bootstrapServers(), id);
    }

    @Test
    @Order(1)
    void aCsvFileBecomesUnitsAndAnEnd() throws Exception {
        await().atMost(SOON).until(() -> get("/q/health/ready").status() == 200);
        byte[] rows = rows(25_000);
        Answer answer = csv(bytes(HEADER, rows));
        UUID id = answer.id();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.response().headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/v1/uploads/" + id));
        assertThat(answer.body().get("state").asText()).isEqualTo("loading");
        assertThat(answer.body().at("/units/received").asInt()).isEqualTo(3);
        Units units = units(id);
        assertThat(units.slices()).hasSize(3);
        assertThat(units.payload()).isEqualTo(rows);
        assertThat(units.all().getFirst().getJob().getFormat().getFieldsList())
                .containsExactly("sensor_id", "recorded_at", "temperature");
        End end = units.ends().getFirst();
        assertThat(end.getUnits()).isEqualTo(3);
        assertThat(end.getBytes()).isEqualTo(HEADER.length() + rows.length).isEqualTo(end.getWireBytes());
        Answer status = get("/v1/uploads/" + id);
        assertThat(status.body().get("state").asText()).isEqualTo("loading");
        assertThat(get("/v1/uploads?dataset=readings").body().get(0).get("id").asText())
                .isEqualTo(id.toString());
        assertThat(get("/q/metrics").response().body())
                .contains("millrace_units_total{dataset=\"readings\",outcome=\"published\"} 3.0");
    }

    @Test
    @Order(2)
    void everyPackingAndFormGivesTheSamePayload() throws Exception {
        byte[] rows = rows(12_000);
        byte[] file = bytes(HEADER, rows);
        byte[] half = Arrays.copyOf(file, 100_000);
        byte[] rest = Arrays.copyOfRange(file, 100_000, file.length);
        String form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.csv.gz\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
        List<Answer> answers = List.of(
                csv(gzip(file), "Content-Encoding", "gzip"),
                csv(bytes(gzip(half), gzip(rest)), "Content-Encoding", "gzip"),
                csv(Zstd.compress(file), "Content-Encoding", "zstd"),
                csv(bytes("\uFEFF", file)),
                post(UPLOADS, BodyPublishers.ofByteArray(file), "Content-Type", "application/octet-stream"),
                post(
                        UPLOADS,
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file)),
                        "Content-Type",
                        "text/csv"),
                post(
                        UPLOADS,
                        BodyPublishers.ofByteArray(bytes(form, gzip(file), "\r\n--xyz--\r\n")),
                        "Content-Type",
                        "multipart/form-data; boundary=xyz"),
                post(
                        UPLOADS + "?encoding=UTF-16LE",
                        BodyPublishers.ofByteArray(
                                new String(file, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE)),
                        "Content-Type",
                        "text/csv"));
        for (Answer answer : answers) {
            assertThat(units(answer.id()).payload())
                    .as(answer.response().body())
                    .isEqualTo(rows);
            assertThat(units(answer.id()).ends()).hasSize(1);
        }
        assertThat(answers.get(6).body().get("sourceName").asText()).isEqualTo("r.csv.gz");
    }

    @Test
    @Order(3)
    void ndjsonAndPositionalCsvHaveNoHeader() throws Exception {
        byte[] lines = "{\"sensor_id\":\"a\"}\n{\"sensor_id\":\"b\"}".getBytes(StandardCharsets.UTF_8);
        Units ndjson = units(post(UPLOADS, BodyPublishers.ofByteArray(lines), "Content-Type", "application/x-ndjson")
                .id());
        assertThat(ndjson.payload()).isEqualTo(lines);
        Units positional = units(post(
                        UPLOADS + "?header=false&delimiter=%3B&filename=x.csv",
                        BodyPublishers.ofString("a;2026-01-01;1\n"),
                        "Content-Type",
                        "text/csv")
                .id());
        Job job = positional.all().getFirst().getJob();
        assertThat(job.getFormat().getDelimiter()).isEqualTo(";");
        assertThat(job.getFormat().getFieldsList()).containsExactly("sensor_id", "recorded_at", "temperature");
        assertThat(job.getSourceName()).isEqualTo("x.csv");
    }

    @Test
    @Order(4)
    void aHeaderAloneIsAnUploadWithoutRows() throws Exception {
        Units units = units(csv(bytes(HEADER)).id());
        assertThat(units.payload()).isEmpty();
        assertThat(units.ends().getFirst().getBytes()).isEqualTo(HEADER.length());
        assertThat(units.slices()).singleElement().extracting(Slice::getTo).isEqualTo((long) HEADER.length());
    }

    @Test
    @Order(5)
    void badUploadsAreRefusedWithTheRemedy() throws Exception {
        Answer form =
                post(UPLOADS, BodyPublishers.ofString("a,b"), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(form.status()).isEqualTo(415);
        assertThat(form.detail()).contains("'Content-Type: text/csv'");
        Answer unknown = post("/v1/datasets/reading/uploads", BodyPublishers.ofString("x"), "Content-Type", "text/csv");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.detail()).contains("readings");
        Answer sql = post(
                "/v1/datasets/x%22%27%3B%20DROP%20TABLE%20y/uploads",
                BodyPublishers.ofString("x"), "Content-Type", "text/csv");
        assertThat(sql.status()).isEqualTo(404);
        assertThat(sql.body().get("value").asText()).contains("DROP TABLE");
        refuses(422, "no-header", csv(new byte[0]), "header=false");
        refuses(422, "missing-columns", csv(bytes("sensor_id,temp\n")), "'recorded_at'");
        refuses(422, "missing-columns", csv(bytes("sensor_id;recorded_at\n1;2\n")), "?delimiter=%3B");
        refuses(422, "missing-columns", csv(bytes("Sensor_ID,recorded_at\n")), "'Sensor_ID' is almost 'sensor_id'");
        refuses(422, "duplicate-column", csv(bytes("sensor_id,recorded_at,x,x\n")), "'x' twice");
        refuses(422, "too-many-columns", csv(bytes("c,".repeat(1_000_000), "\n")), "1000 columns");
        refuses(422, "endless-header", csv(bytes("s".repeat(5 << 20), "\n")), "1048576 bytes");
        refuses(422, "endless-header", csv(bytes("s".repeat(2 << 20), "\n1,2\n")), "1048576 bytes");
        refuses(422, "broken-header", csv(bytes("sensor_id,\"recorded_at\n1,2\n")), "field 2 begins with a quote (\")");
        refuses(
                422,
                "broken-header",
                csv(bytes("sensor_id,recorded_at,\"\"temperature\",x\n")),
                "field 3 is in quotes");
        refuses(422, "broken-header", csv(bytes("sensor_id,recorded_at,\"temp\"erature\n")), "\"temp\"erature");
        refuses(
                422,
                "broken-header",
                csv(bytes("sensor_id,recorded_at,\"x\n1,2,3\n4,5,\"6\"\n")),
                "field 3 begins with a quote (\") that does not close");
        refuses(
                422,
                "broken-header",
                csv(bytes("sensor_id,recorded_at,\"x\n1,2,3\n4,5,6\"\n")),
                "Field 3 of the header begins with a quote that closes on another line");
        refuses(415, "unsupported-content-encoding", csv(bytes(HEADER), "Content-Encoding", "br"), "gzip");
        refuses(422, "broken-archive", csv(bytes("no gzip"), "Content-Encoding", "gzip"), "gzip");
        refuses(400, "invalid-option", csv(bytes(HEADER), "Idempotency-Key", "x".repeat(256)), "255");
        refuses(
                400,
                "invalid-option",
                post(UPLOADS + "?delimeter=x", BodyPublishers.ofString(HEADER), "Content-Type", "text/csv"),
                "delimiter");
        for (String option : List.of("delimiter=%3B%3B", "header=yes", "maxRejects=-1", "encoding=nope", "quote=,")) {
            Answer bad = post(UPLOADS + "?" + option, BodyPublishers.ofString(HEADER), "Content-Type", "text/csv");
            refuses(400, "invalid-option", bad, "");
            assertThat(bad.body().has("field")).as(option).isTrue();
        }
        refuses(
                400,
                "bad-form",
                post(UPLOADS, BodyPublishers.ofString("x"), "Content-Type", "multipart/form-data"),
                "boundary");
    }

    private static void refuses(int status, String kind, Answer answer, String remedy) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.body().get("type").asText()).endsWith(":" + kind);
        assertThat(answer.detail()).contains(remedy);
    }

    @Test
    @Order(6)
    void aTruncatedArchiveLeavesAJobThatTheSameKeyCompletes() throws Exception {
        byte[] file = bytes(HEADER, rows(60_000));
        byte[] packed = gzip(file);
        Answer broken =
                csv(Arrays.copyOf(packed, packed.length - 50), "Content-Encoding", "gzip", "Idempotency-Key", "trunc");
        refuses(422, "broken-archive", broken, "same Idempotency-Key");
        UUID id = csv(packed, "Content-Encoding", "gzip", "Idempotency-Key", "trunc")
                .id();
        Units units = units(id);
        assertThat(units.ends()).hasSize(1);
        assertThat(units.slices().stream().mapToInt(Slice::getNumber).distinct())
                .hasSize(6);
        assertThat(units.slices()).hasSizeGreaterThan(6); // whole units of the first attempt are there twice
        assertThat(units.slices().stream().distinct()).hasSize(6); // and equal byte for byte
    }

    @Test
    @Order(7)
    void bombsAndOversizedBodiesAreRefused() throws Exception {
        byte[] zeros = gzip(new byte[64 << 20]);
        refuses(
                422,
                "suspicious-archive",
                post(
                        UPLOADS + "?header=false",
                        BodyPublishers.ofByteArray(zeros),
                        "Content-Type",
                        "text/csv",
                        "Content-Encoding",
                        "gzip"),
                "ratio-limit");
        try (Socket socket = new Socket("localhost", service.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + UPLOADS + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                                    + "Content-Length: 999999999999\r\n\r\nabc")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("wire-limit")
                    .containsIgnoringCase("connection: close");
        }
    }

    /** What zstd and gzip unpack with is memory that no garbage collection gives back. */
    @Test
    @Order(7)
    void uploadsLeaveNoNativeMemoryBehind() throws Exception {
        int uploads = Integer.getInteger("millrace.zstd.uploads", 150);
        byte[] packed = Zstd.compress(bytes(HEADER, rows(Integer.getInteger("millrace.zstd.rows", 40_000))));
        byte[] form = bytes(
                "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.csv.zst\"\r\n\r\n",
                packed,
                "\r\n--xyz--\r\n");
        byte[] cut = Arrays.copyOf(packed, packed.length - 20);
        byte[] bad = Zstd.compress(bytes("nothing\n"));
        long before = 0;
        for (int i = 0; i < uploads; i++) {
            if (i == uploads / 10) {
                before = NativeMemory.resident();
            }
            Answer answer =
                    switch (i % 5) {
                        case 0 -> csv(cut, "Content-Encoding", "zstd");
                        case 1 -> csv(bad, "Content-Encoding", "zstd");
                        case 2 ->
                            post(
                                    UPLOADS,
                                    BodyPublishers.ofByteArray(form),
                                    "Content-Type",
                                    "multipart/form-data; boundary=xyz");
                        case 3 ->
                            post(
                                    UPLOADS,
                                    BodyPublishers.ofByteArray(
                                            Zstd.compress("no form".getBytes(StandardCharsets.UTF_8))),
                                    "Content-Type",
                                    "multipart/form-data; boundary=xyz",
                                    "Content-Encoding",
                                    "zstd");
                        default -> csv(packed, "Content-Encoding", "zstd");
                    };
            assertThat(answer.status()).isIn(202, 400, 422);
        }
        long grown = NativeMemory.resident() - before;
        System.out.printf("native memory grew by %d KiB over %d uploads%n", grown >> 10, uploads - uploads / 10);
        assertThat(grown).isLessThan(24L << 20);
    }

    @Test
    @Order(7)
    void clientsThatHardlySendDoNotKeepOthersOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        int given;
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = new Socket("localhost", service.getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST " + UPLOADS + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                                        + "Idempotency-Key: slow-" + i + "\r\nContent-Length: 500000\r\n\r\n" + HEADER)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(SOON)
                    .until(() -> get("/q/metrics").response().body().contains("millrace_uploads_receiving 24.0"));
            Thread drip = Thread.startVirtualThread(() -> {
                while (goOn.get()) {
                    slow.forEach(IngestIT::drip);
                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                }
            });
            byte[] file = bytes(HEADER, rows(25_000));
            await().atMost(SOON).until(() -> csv(file).status() == 202);
            for (int i = 0; i < 10; i++) {
                assertThat(csv(file).status()).isEqualTo(202);
            }
            goOn.set(false);
            drip.join();
            given = await().atMost(SOON).until(() -> answered(slow, "HTTP/1.1 408"), found -> found >= 0);
            assertThat(new String(slow.get(given).getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("its place went to another upload", "same Idempotency-Key");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(SOON)
                .until(() -> get("/q/metrics").response().body().contains("millrace_uploads_receiving 0.0"));
        byte[] whole = bytes(HEADER, rows(25_000));
        Answer again = csv(whole, "Idempotency-Key", "slow-" + given);
        assertThat(again.status()).isEqualTo(202);
        assertThat(units(again.id()).ends()).hasSize(1);
    }

    /** The first of the clients whose answer begins so; -1 when none does. */
    private static int answered(List<Socket> clients, String beginning) throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            InputStream answer = clients.get(i).getInputStream();
            if (answer.available() >= beginning.length()
                    && beginning.equals(new String(answer.readNBytes(beginning.length()), StandardCharsets.UTF_8))) {
                return i;
            }
        }
        return -1;
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('1');
        } catch (IOException e) {
            // its place went to another one
        }
    }

    @Test
    @Order(7)
    void slowReadersOfRejectsKeepNoConnections() throws Exception {
        UUID id = UUID.randomUUID();
        ledger.begin(
                id, Job.newBuilder().setDataset("readings").setDatasetVersion(1).build());
        ledger.run(
                "INSERT INTO millrace.reject SELECT ?, 0, g, g * 7, 65536, '', 'why', convert_to(repeat('x', 65536), 'UTF8')"
                        + " FROM generate_series(1, 300) g",
                id);
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) { // there are eight connections
                Socket socket = new Socket("localhost", service.getPort());
                readers.add(socket);
                socket.setReceiveBufferSize(4096);
                socket.getOutputStream()
                        .write(("GET /v1/uploads/" + id + "/rejects HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            for (int i = 0; i < 10; i++) {
                assertThat(get("/v1/uploads?limit=1").status()).isEqualTo(200);
            }
            assertThat(
                            ledger.number(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"))
                    .isZero();
            List<String> lines = get("/v1/uploads/" + id + "/rejects")
                    .response()
                    .body()
                    .lines()
                    .toList();
            assertThat(lines).hasSize(301);
            assertThat(lines.getLast()).startsWith("300,2100,65536,,why,xxx");
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    @Test
    @Order(8)
    void aClientThatGoesAwayLeavesWholeUnitsAndNoEnd() throws Exception {
        byte[] file = bytes(HEADER, rows(50_000));
        try (Socket socket = new Socket("localhost", service.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + UPLOADS + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nIdempotency-Key: gone\r\n"
                            + "Content-Length: " + file.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(file, 0, 2 * file.length / 3);
            out.flush();
            await().atMost(SOON)
                    .until(() -> get("/v1/uploads?dataset=readings")
                                    .body()
                                    .get(0)
                                    .at("/units/received")
                                    .asInt()
                            >= 3);
        }
        JsonNode upload = get("/v1/uploads?dataset=readings").body().get(0);
        String id = upload.get("id").asText();
        await().atMost(SOON)
                .until(() ->
                        get("/v1/uploads/" + id).body().path("reason").asText().contains("broke off"));
        assertThat(get("/v1/uploads/" + id).body().get("state").asText()).isEqualTo("receiving");
        Units before = units(UUID.fromString(id));
        assertThat(before.slices()).hasSize(3);
        assertThat(before.ends()).isEmpty();
        assertThat(csv(file, "Idempotency-Key", "gone").id()).hasToString(id);
        Units after = units(UUID.fromString(id));
        assertThat(after.slices().stream().distinct()).hasSize(5);
        assertThat(after.ends()).hasSize(1);
    }

    @Test
    @Order(9)
    void whatTheLedgerHasIsNotPublishedAgain() throws Exception {
        byte[] file = bytes(HEADER, rows(35_000));
        UUID id = csv(file, "Idempotency-Key", "resume").id();
        Units first = units(id);
        ledger.begin(id, first.all().getFirst().getJob());
        ledger.load(id, first.slices().get(0), 10_000, 0);
        ledger.load(id, first.slices().get(2), 10_000, 0);
        assertThat(csv(file, "Idempotency-Key", "resume").id()).isEqualTo(id);
        assertThat(units(id).slices().stream().map(Slice::getNumber)).containsExactly(0, 1, 1, 2, 3, 3);
        assertThat(units(id).all().stream().map(WorkUnit::getJob).distinct()).hasSize(1);
        Answer options = post(
                UPLOADS + "?null=x",
                BodyPublishers.ofByteArray(file),
                "Content-Type",
                "text/csv",
                "Idempotency-Key",
                "resume");
        refuses(409, "conflict", options, "other options");
        refuses(409, "conflict", csv(bytes(HEADER, "other", rows(10_000)), "Idempotency-Key", "resume"), "is stopped");
        assertThat(units(id).all().stream().filter(WorkUnit::hasStop)).hasSize(1);
    }

    @Test
    @Order(10)
    void aFinishedUploadIsToldAtOnce() throws Exception {
        byte[] file = bytes(HEADER, rows(15_000));
        UUID id = csv(file, "Idempotency-Key", "done").id();
        Units units = units(id);
        ledger.begin(id, units.all().getFirst().getJob());
        ledger.load(id, units.slices().get(0), 9_999, 1);
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                HttpRequest.newBuilder(service.resolve("/v1/uploads/" + id + "?wait=30s"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        ledger.load(id, units.slices().get(1), 4_998, 2);
        ledger.reject(id, 0, 17, 944, "temperature", "999 is above the maximum", bytes("s-1,\"x\",999\r\n"));
        ledger.reject(id, 1, 18, 999, "", "not UTF-8", new byte[] {(byte) 0xFF, 'a', '\n'});
        ledger.reject(id, 1, 19, 1000, "", "odd", bytes("\\x41"));
        ledger.end(id, units.ends().getFirst());
        JsonNode status = JSON.readTree(waiting.join().body());
        assertThat(status.get("state").asText()).isEqualTo("complete_with_rejects");
        assertThat(status.at("/rows/loaded").asInt()).isEqualTo(14_997);
        assertThat(status.at("/rows/rejected").asInt()).isEqualTo(3);
        assertThat(status.get("rowsPerSecond").asDouble()).isPositive();

        Answer again = csv(file, "Idempotency-Key", "done");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.response().headers().firstValue("Idempotent-Replay")).hasValue("true");
        assertThat(again.id()).isEqualTo(id);
        assertThat(units(id).all()).hasSameSizeAs(units.all());
        refuses(409, "conflict", csv(bytes(HEADER), "Idempotency-Key", "done"), "34 bytes");
        refuses(
                409,
                "upload-is-over",
                send(HttpRequest.newBuilder(service.resolve("/v1/uploads/" + id))
                        .DELETE()),
                "nothing to abort");

        assertThat(get("/v1/uploads/" + id + "/rejects").response().body()).isEqualToNormalizingNewlines("""
                        line,byte_offset,byte_length,column,reason,raw
                        17,944,13,temperature,999 is above the maximum,"s-1,""x"",999"
                        18,999,3,,not UTF-8,\\xff61
                        19,1000,4,,odd,\\x5c783431
                        """);
        ledger.run(
                "UPDATE millrace.job SET stopped = 'failed', stopped_reason = 'why', completed_at = NULL WHERE id = ?",
                id);
        refuses(409, "conflict", csv(file, "Idempotency-Key", "done"), "why. Use a new key");
    }

    @Test
    @Order(11)
    void statusRequestsNameWhatIsWrong() throws Exception {
        refuses(400, "invalid-option", get("/v1/uploads/nonsense"), "UUID");
        refuses(400, "invalid-option", get("/v1/uploads?limit=0"), "1 to 1000");
        refuses(404, "unknown-upload", get("/v1/uploads/" + UUID.randomUUID()), "GET /v1/uploads");
        refuses(400, "invalid-option", get("/v1/uploads/" + UUID.randomUUID() + "?wait=long"), "30s");
        assertThat(get("/q/openapi").response().body()).contains("Idempotency-Key", "/v1/uploads/{id}/rejects");
        assertThat(get("/q/swagger-ui/").status()).isEqualTo(200);
        assertThat(get("/").response().body()).contains("/q/swagger-ui");
    }

    @Test
    @Order(12)
    void anAbortEndsTheRequestThatReceivesTheBody() throws Exception {
        byte[] file = bytes(HEADER, rows(30_000));
        try (Socket socket = new Socket("localhost", service.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST " + UPLOADS + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nIdempotency-Key: abort\r\n"
                                    + "Content-Length: 99999999\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(file);
            out.flush();
            await().atMost(SOON)
                    .until(() -> get("/v1/uploads?limit=1")
                                    .body()
                                    .get(0)
                                    .at("/units/received")
                                    .asInt()
                            >= 2);
            String id = get("/v1/uploads?limit=1").body().get(0).get("id").asText();
            Answer aborted = send(
                    HttpRequest.newBuilder(service.resolve("/v1/uploads/" + id)).DELETE());
            assertThat(aborted.status()).isEqualTo(202);
            assertThat(aborted.body().get("state").asText()).isEqualTo("aborted");
            socket.setSoTimeout(20_000);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 409")
                    .contains("aborted");
            Units units = units(UUID.fromString(id));
            assertThat(units.ends()).isEmpty();
            assertThat(units.all().stream().filter(WorkUnit::hasStop)).hasSize(1);
        }
    }

    @Test
    @Order(13)
    void aLargeBodyNeedsLittleMemory() throws Exception {
        long length = 300L << 20;
        byte[] piece = rows(10_000);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long[] most = {0};
        Answer answer = post(
                UPLOADS + "?header=false&dryRun=true",
                BodyPublishers.ofInputStream(() -> new Repeated(piece, length, () -> {
                    System.gc();
                    most[0] = Math.max(most[0], runtime.totalMemory() - runtime.freeMemory());
                })),
                "Content-Type",
                "text/csv");
        assertThat(answer.body().at("/bytes/wire").asLong()).isBetween(length, length + piece.length);
        assertThat(most[0] - before).isLessThan(100L << 20);
    }

    /** Whole pieces up to at least a length; looks around every 32 MiB. */
    private static final class Repeated extends InputStream {
        private final byte[] piece;
        private final Runnable look;
        private long left;
        private long next;
        private int at;

        Repeated(byte[] piece, long length, Runnable look) {
            this.piece = piece;
            this.look = look;
            left = (length + piece.length - 1) / piece.length * piece.length;
            next = left;
        }

        @Override
        public int read() {
            throw new AssertionError("read in bulk");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (left <= next) {
                look.run();
                next -= 32 << 20;
            }
            int n = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, target, offset, n);
            at = (at + n) % piece.length;
            left -= n;
            return n;
        }
    }

    @Test
    @Order(14)
    void curlSendsFilesAndForms() throws Exception {
        Path file = Files.createTempFile("readings", ".csv");
        Files.write(file, bytes(HEADER, rows(100)));
        String url = service.resolve(UPLOADS).toString();
        assertThat(curl("--data-binary", "@" + file, url)).contains("415", "Content-Type: text/csv");
        assertThat(curl("--data-binary", "@" + file, "-H", "Content-Type: text/csv", url))
                .contains("202", "\"loading\"");
        assertThat(curl("-F", "file=@" + file, url))
                .contains("202", "\"loading\"", file.getFileName().toString());
        assertThat(curl("-T", file.toString(), "-X", "POST", url)).contains("202");
        Files.write(file, bytes("x\n", rows(200_000)));
        assertThat(curl("--data-binary", "@" + file, "-H", "Content-Type: text/csv", url))
                .contains("422", "missing-columns");
        assertThat(curl("--data-binary", "@" + file, "-H", "Content-Type: text/csv", "-H", "Expect:", url))
                .contains("422", "missing-columns");
        Files.delete(file);
    }

    private static String curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", " %{http_code}"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    @Order(20)
    void uploadsGoOnWithoutPostgres() throws Exception {
        postgres.stop();
        try {
            UUID id = csv(bytes(HEADER, rows(10)), "Idempotency-Key", "without").id();
            assertThat(get("/v1/uploads/" + id).body().get("state").asText()).isEqualTo("loading");
            refuses(503, "status-unavailable", get("/v1/uploads/" + UUID.randomUUID()), "PostgreSQL");
            assertThat(get("/q/health/ready").status()).isEqualTo(200);
        } finally {
            postgres.start();
        }
    }

    @Test
    @Order(21)
    void withoutKafkaTheAnswerIs503AndTheSameKeyCompletesLater() throws Exception {
        byte[] file = bytes(HEADER, rows(50_000));
        kafka.kill();
        Answer away = csv(file, "Idempotency-Key", "kafka");
        refuses(503, "unavailable", away, "same Idempotency-Key");
        assertThat(away.response().headers().firstValue("Retry-After")).isPresent();
        await().atMost(SOON).until(() -> get("/q/health/ready").status() == 503);
        assertThat(get("/q/health/live").status()).isEqualTo(200);
        kafka.start();
        await().atMost(SOON).until(() -> get("/q/health/ready").status() == 200);
        UUID id = csv(file, "Idempotency-Key", "kafka").id();
        assertThat(units(id).slices().stream().distinct()).hasSize(5);
        assertThat(units(id).ends()).hasSize(1);
    }
}
