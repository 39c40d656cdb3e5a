package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is refused, with the remedy. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class UploadRefusalsIT extends UploadClient {
    @Test
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

    @Test
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

    @Test
    void statusRequestsNameWhatIsWrong() throws Exception {
        refuses(400, "invalid-option", get("/v1/uploads/nonsense"), "UUID");
        refuses(400, "invalid-option", get("/v1/uploads?limit=0"), "1 to 1000");
        refuses(404, "unknown-upload", get("/v1/uploads/" + UUID.randomUUID()), "GET /v1/uploads");
        refuses(400, "invalid-option", get("/v1/uploads/" + UUID.randomUUID() + "?wait=long"), "30s");
        assertThat(get("/q/openapi").response().body()).contains("Idempotency-Key", "/v1/uploads/{id}/rejects");
        assertThat(get("/q/swagger-ui/").status()).isEqualTo(200);
        assertThat(get("/").response().body()).contains("/q/swagger-ui");
    }
}
