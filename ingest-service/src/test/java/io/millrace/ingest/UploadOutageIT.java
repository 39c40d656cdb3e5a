package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Without PostgreSQL, and without Kafka. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class UploadOutageIT extends UploadClient {
    @Test
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
