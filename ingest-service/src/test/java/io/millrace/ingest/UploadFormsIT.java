package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is taken in, and what becomes of it: every packing and form. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class UploadFormsIT extends UploadClient {
    @Test
    void aCsvFileBecomesUnitsAndAnEnd() throws Exception {
        double published = published();
        byte[] rows = rows(25_000);
        Answer answer = csv(bytes(HEADER, rows));
        UUID id = answer.id();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.response().headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/v1/uploads/" + id));
        assertThat(answer.body().get("state").asText()).isEqualTo("loading");
        assertThat(answer.body().at("/units/received").asInt()).isEqualTo(3);
        PublishedUnits units = units(id);
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
        assertThat(published() - published).isEqualTo(3.0);
    }

    private double published() throws IOException, InterruptedException {
        String meter = "millrace_units_total{dataset=\"readings\",outcome=\"published\"} ";
        return get("/q/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
                .sum();
    }

    @Test
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
    void ndjsonAndPositionalCsvHaveNoHeader() throws Exception {
        byte[] lines = "{\"sensor_id\":\"a\"}\n{\"sensor_id\":\"b\"}".getBytes(StandardCharsets.UTF_8);
        PublishedUnits ndjson =
                units(post(UPLOADS, BodyPublishers.ofByteArray(lines), "Content-Type", "application/x-ndjson")
                        .id());
        assertThat(ndjson.payload()).isEqualTo(lines);
        PublishedUnits positional = units(post(
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
    void aHeaderAloneIsAnUploadWithoutRows() throws Exception {
        PublishedUnits units = units(csv(bytes(HEADER)).id());
        assertThat(units.payload()).isEmpty();
        assertThat(units.ends().getFirst().getBytes()).isEqualTo(HEADER.length());
        assertThat(units.slices()).singleElement().extracting(Slice::getTo).isEqualTo((long) HEADER.length());
    }

    @Test
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
}
