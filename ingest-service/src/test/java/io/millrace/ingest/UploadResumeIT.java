package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Uploads that broke off, are repeated, or are ended before their time. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class UploadResumeIT extends UploadClient {
    @Test
    void aTruncatedArchiveLeavesAJobThatTheSameKeyCompletes() throws Exception {
        byte[] file = bytes(HEADER, rows(60_000));
        byte[] packed = gzip(file);
        Answer broken =
                csv(Arrays.copyOf(packed, packed.length - 50), "Content-Encoding", "gzip", "Idempotency-Key", "trunc");
        refuses(422, "broken-archive", broken, "same Idempotency-Key");
        UUID id = csv(packed, "Content-Encoding", "gzip", "Idempotency-Key", "trunc")
                .id();
        PublishedUnits units = units(id);
        assertThat(units.ends()).hasSize(1);
        assertThat(units.slices().stream().mapToInt(Slice::getNumber).distinct())
                .hasSize(6);
        assertThat(units.slices()).hasSizeGreaterThan(6); // whole units of the first attempt are there twice
        assertThat(units.slices().stream().distinct()).hasSize(6); // and equal byte for byte
    }

    @Test
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
        PublishedUnits before = units(UUID.fromString(id));
        assertThat(before.slices()).hasSize(3);
        assertThat(before.ends()).isEmpty();
        assertThat(csv(file, "Idempotency-Key", "gone").id()).hasToString(id);
        PublishedUnits after = units(UUID.fromString(id));
        assertThat(after.slices().stream().distinct()).hasSize(5);
        assertThat(after.ends()).hasSize(1);
    }

    @Test
    void whatTheLedgerHasIsNotPublishedAgain() throws Exception {
        byte[] file = bytes(HEADER, rows(35_000));
        UUID id = csv(file, "Idempotency-Key", "resume").id();
        PublishedUnits first = units(id);
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
    void aFinishedUploadIsToldAtOnce() throws Exception {
        byte[] file = bytes(HEADER, rows(15_000));
        UUID id = csv(file, "Idempotency-Key", "done").id();
        PublishedUnits units = units(id);
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
            PublishedUnits units = units(UUID.fromString(id));
            assertThat(units.ends()).isEmpty();
            assertThat(units.all().stream().filter(WorkUnit::hasStop)).hasSize(1);
        }
    }
}
