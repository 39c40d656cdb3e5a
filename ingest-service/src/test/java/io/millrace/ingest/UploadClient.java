package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;

/** The service as it runs, with real Kafka and PostgreSQL, and a client of its own. */
abstract class UploadClient {
    static final Duration SOON = Duration.ofSeconds(30);
    static final String UPLOADS = "/v1/datasets/readings/uploads";
    static final String HEADER = "sensor_id,recorded_at,temperature\n";
    static final ObjectMapper JSON = new ObjectMapper();

    KafkaServer kafka;
    PostgresServer postgres;
    LedgerFixture ledger;

    @TestHTTPResource("/")
    URI service;

    final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeEach
    void isReady() {
        await().atMost(SOON).until(() -> get("/q/health/ready").status() == 200);
    }

    static byte[] rows(int count) {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append("s-").append(i).append(",2026-01-01T00:00:00Z,21.5\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(part instanceof byte[] b ? b : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    /** An answer: status, JSON body, whole response. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        UUID id() {
            assertThat(status).as(response.body()).isIn(200, 202);
            return UUID.fromString(body.get("id").asText());
        }

        String detail() {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            return body.get("detail").asText();
        }
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.nullNode(), response);
    }

    Answer post(String path, BodyPublisher body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(service.resolve(path)).POST(body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer csv(byte[] body, String... headers) throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "text/csv";
        return post(UPLOADS, BodyPublishers.ofByteArray(body), all);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    PublishedUnits units(UUID id) {
        return PublishedUnits.of(kafka.bootstrapServers(), id);
    }

    static void refuses(int status, String kind, Answer answer, String remedy) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.body().get("type").asText()).endsWith(":" + kind);
        assertThat(answer.detail()).contains(remedy);
    }
}
