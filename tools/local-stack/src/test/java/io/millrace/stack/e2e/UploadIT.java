package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.options.Component;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uploads that go well, come twice, break off or contradict one another. */
class UploadIT {
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    @Test
    void theTableEqualsWhatCopyMakesOfTheFile() throws IOException {
        String table = dataset("plain");
        String csv = new Sensors(1).csv(50_000);
        Answer ended = installation.load("plain", csv);
        assertThat(ended.state()).isEqualTo("complete");
        assertThat(ended.rows("loaded")).isEqualTo(50_000);
        assertSameAsCopy(table, csv);
        assertThat(Integer.parseInt(installation.sql(
                        "SELECT count(*) FROM pg_inherits WHERE inhparent = '" + table + "'::regclass")))
                .as("a partition for each month that has rows, and those ahead")
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void aGzipFileIsUnpackedOnTheWay() throws IOException {
        String table = dataset("zipped");
        String csv = new Sensors(2).csv(20_000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        Answer accepted = installation.upload(
                "zipped", BodyPublishers.ofByteArray(packed.toByteArray()), "Content-Encoding", "gzip");
        assertThat(installation.ended(accepted.id()).state()).isEqualTo("complete");
        assertSameAsCopy(table, csv);
    }

    @Test
    void theSameFileTwiceUnderOneKeyIsLoadedOnce() throws IOException {
        String table = dataset("twice");
        String csv = new Sensors(3).csv(25_000);
        String key = UUID.randomUUID().toString();
        Answer first = installation.load("twice", csv, "Idempotency-Key", key);
        Answer again = installation.upload("twice", csv, "Idempotency-Key", key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.state()).isEqualTo("complete");
        assertSameAsCopy(table, csv);
    }

    @Test
    void threeClientsAtOnceUnderOneKeyLoadTheFileOnce() throws Exception {
        String table = dataset("thrice");
        String csv = new Sensors(4).csv(60_000);
        String key = UUID.randomUUID().toString();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> uploads = IntStream.range(0, 3)
                    .mapToObj(
                            client -> threads.submit(() -> installation.upload("thrice", csv, "Idempotency-Key", key)))
                    .toList();
            for (Future<Answer> upload : uploads) {
                Answer ended = installation.ended(upload.get().id());
                assertThat(ended.state()).isEqualTo("complete");
                assertThat(ended.rows("loaded")).isEqualTo(60_000);
            }
        }
        assertSameAsCopy(table, csv);
    }

    @Test
    void anotherFileUnderTheKeyOfAFinishedJobIsRefused() throws IOException {
        String table = dataset("reused");
        String csv = new Sensors(5).csv(15_000);
        String key = UUID.randomUUID().toString();
        installation.load("reused", csv, "Idempotency-Key", key);
        Answer other = installation.upload("reused", new Sensors(6).csv(14_000), "Idempotency-Key", key);
        assertThat(other.status()).isBetween(409, 422);
        assertThat(other.json().get("detail").asText()).contains("key");
        assertSameAsCopy(table, csv);
    }

    @Test
    void twoFilesUnderOneKeyNeverAddUpToACompleteJob() throws Exception {
        String table = dataset("mixed");
        String key = UUID.randomUUID().toString();
        String one = new Sensors(7).csv(80_000);
        String other = one.substring(0, one.length() - 900_000)
                + new Sensors(8).csv(20_000).substring(Sensors.HEADER.length());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = threads.submit(() -> installation.upload("mixed", one, "Idempotency-Key", key));
            Future<Answer> second = threads.submit(() -> installation.upload("mixed", other, "Idempotency-Key", key));
            assertThat(List.of(first.get().status(), second.get().status())).isSubsetOf(202, 200, 409, 422);
        }
        String upload = "FROM millrace.upload WHERE idempotency_key = '" + key + "'";
        await("both have been looked at").atMost(Duration.ofMinutes(1)).until(() -> installation
                .sql("SELECT coalesce(reason, '') " + upload)
                .startsWith("conflict: "));
        if (installation.sql("SELECT state " + upload).equals("complete")) { // all of one was in before the other came
            String bytes = installation.sql("SELECT bytes " + upload);
            assertSameAsCopy(table, bytes.equals(String.valueOf(one.length())) ? one : other);
        } else {
            assertThat(installation.sql("SELECT state " + upload)).isEqualTo("failed");
        }
    }

    @Test
    void aBrokenOffUploadIsResumedByTheSameKey() throws Exception {
        String table = dataset("resumed");
        byte[] csv = new Sensors(9).csv(70_000).getBytes(StandardCharsets.UTF_8);
        String key = UUID.randomUUID().toString();
        var ingest = installation.stack().service(Component.INGEST);
        try (Socket client = new Socket("localhost", ingest.port())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST /v1/datasets/resumed/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                            + "Idempotency-Key: " + key + "\r\nContent-Length: " + csv.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(csv, 0, csv.length / 2);
            out.flush();
            await().atMost(Duration.ofSeconds(30)).until(() -> !installation
                    .sql(
                            "SELECT 1 FROM millrace.ledger l JOIN millrace.job j ON j.id = l.job_id WHERE idempotency_key = '"
                                    + key + "'")
                    .isEmpty());
        }
        assertThat(installation.sql("SELECT state FROM millrace.upload WHERE idempotency_key = '" + key + "'"))
                .isEqualTo("receiving");
        Answer resumed = installation.upload("resumed", BodyPublishers.ofByteArray(csv), "Idempotency-Key", key);
        assertThat(resumed.status()).isEqualTo(202);
        Answer ended = installation.ended(resumed.id());
        assertThat(ended.state()).isEqualTo("complete");
        assertThat(ended.rows("loaded")).isEqualTo(70_000);
        assertSameAsCopy(table, new String(csv, StandardCharsets.UTF_8));
    }

    @Test
    void aDryRunChecksEverythingAndLoadsNothing() {
        String table = dataset("dry");
        Answer accepted = installation.upload(
                "dry", "?dryRun=true", BodyPublishers.ofString(new Sensors(10).csv(100) + "x,y,z\n"));
        Answer ended = installation.ended(accepted.id());
        assertThat(ended.state()).isEqualTo("complete_with_rejects");
        assertThat(ended.rows("rejected")).isEqualTo(1);
        assertThat(installation.sql("SELECT count(*) FROM " + table)).isEqualTo("0");
    }

    @Test
    void tooManyRejectsFailTheJob() {
        dataset("strict");
        String csv = Sensors.HEADER + "a,b\n".repeat(20);
        Answer accepted = installation.upload("strict", "?maxRejects=10", BodyPublishers.ofString(csv));
        Answer ended = installation.ended(accepted.id());
        assertThat(ended.state()).isEqualTo("failed");
        assertThat(ended.json().get("reason").asText())
                .contains("20 rows were rejected")
                .contains("maxRejects is 10");
    }

    @Test
    void anAbortedJobTakesNoMoreRows() throws Exception {
        dataset("aborted");
        String key = UUID.randomUUID().toString();
        Answer first = installation.load("aborted", new Sensors(11).csv(100), "Idempotency-Key", key);
        assertThat(installation
                        .delete(Component.INGEST, "/v1/uploads/" + first.id())
                        .status())
                .as("it is finished")
                .isEqualTo(409);

        String open = UUID.randomUUID().toString();
        byte[] csv = new Sensors(12).csv(40_000).getBytes(StandardCharsets.UTF_8);
        String id;
        try (Socket client = new Socket(
                "localhost", installation.stack().service(Component.INGEST).port())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST /v1/datasets/aborted/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                            + "Idempotency-Key: " + open + "\r\nContent-Length: " + csv.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(csv, 0, csv.length / 2);
            out.flush();
            String find = "SELECT id FROM millrace.upload WHERE idempotency_key = '" + open + "'";
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !installation.sql(find).isEmpty());
            id = installation.sql(find);
            assertThat(installation
                            .delete(Component.INGEST, "/v1/uploads/" + id)
                            .status())
                    .isEqualTo(202);
        }
        assertThat(installation.ended(id).state()).isEqualTo("aborted");
        Answer again = installation.upload("aborted", BodyPublishers.ofByteArray(csv), "Idempotency-Key", open);
        assertThat(again.status()).isEqualTo(409);
    }

    private static String dataset(String name) {
        String table = "public.e2e_" + name;
        installation.dataset(name, Datasets.readings(name, table));
        return table;
    }

    private static void assertSameAsCopy(String table, String csv) throws IOException {
        try (InputStream bytes = new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8))) {
            installation.copy(table, table + "_oracle", bytes);
        }
        assertThat(installation.difference(table, table + "_oracle")).isZero();
        assertThat(installation.sql("SELECT count(*) FROM " + table))
                .isEqualTo(String.valueOf(csv.lines().count() - 1));
    }
}
