package io.millrace.partition.rows;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of any length, and what can happen to them on their way. */
@QuarkusTest
@WithTestResource(Servers.class)
class RowStreamIT {
    private static final int ROWS = 150_000;
    private static final int BYTES_A_ROW = 300;
    private static final int AT_ONCE = 4;
    private static boolean made;

    @TestHTTPResource
    URI service;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
        if (!made) {
            String document = """
                    table: public.wide
                    timeColumn: at
                    partitioning: {interval: month, premake: 0}
                    columns:
                      - {name: at, type: timestamptz, required: true}
                      - {name: n, type: bigint}
                      - {name: pad, type: text}
                    """;
            Api.put("wide", document).statusCode(201);
            Servers.execute(
                    "INSERT INTO wide SELECT now(), n, repeat('x', 250) FROM generate_series(1, %d) n".formatted(ROWS));
            made = true;
        }
    }

    private InputStream open(HttpClient client, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/v1/datasets/wide/rows" + query))
                .build();
        var response = client.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /** Sessions that read the table, those that wait for their client among them. */
    private static List<String> readers() {
        return Servers.query("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND xact_start IS NOT NULL AND query LIKE '%FROM \"public\".\"wide\" AS t%'");
    }

    private static void awaitNoReader() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> readers().isEmpty());
    }

    @Test
    void everyRowComesOnce() throws Exception {
        for (String format : List.of("ndjson", "csv")) {
            try (HttpClient client = client();
                    InputStream body = open(client, "?columns=n&format=" + format)) {
                long sum = new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .mapToLong(line -> Long.parseLong("0" + line.replaceAll("\\D", "")))
                        .sum();
                assertThat(sum).as(format).isEqualTo((long) ROWS * (ROWS + 1) / 2);
            }
        }
        awaitNoReader();
    }

    @Test
    void parquetIsWhatWasAskedForAndLeavesNothingBehind() throws Exception {
        Path file = Files.createTempFile("rows", ".parquet");
        try (HttpClient client = client();
                InputStream body = open(client, "?where=n:le:1000&format=parquet")) {
            Files.write(file, body.readAllBytes());
        }
        try (var duck = java.sql.DriverManager.getConnection("jdbc:duckdb:");
                var statement = duck.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*), sum(n), min(length(pad)), min(\"at\") > now() - INTERVAL 1 HOUR FROM '" + file
                                + "'")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(1000);
            assertThat(rows.getLong(2)).isEqualTo(500_500);
            assertThat(rows.getLong(3)).isEqualTo(250);
            assertThat(rows.getBoolean(4)).isTrue();
        }
        Files.delete(file);
        assertThat(given().accept("application/vnd.apache.parquet")
                        .queryParam("limit", 5)
                        .get("/v1/datasets/wide/rows")
                        .asByteArray())
                .startsWith("PAR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("millrace-rows-"));
        }
        awaitNoReader();
    }

    /** A short answer that looks whole would be worse than none. */
    @Test
    void anAnswerThatIsBrokenOffIsSeenToBe() throws Exception {
        try (HttpClient client = client();
                InputStream body = open(client, "")) {
            body.readNBytes(1000);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !readers()
                    .isEmpty());
            Servers.query("SELECT pg_terminate_backend(?::int)", readers().getFirst());
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        awaitNoReader();
        given().queryParam("count", true)
                .get("/v1/datasets/wide/rows")
                .then()
                .statusCode(200)
                .body("rows", equalTo(ROWS));
    }

    @Test
    void slowClientsHoldNoRowsInMemoryAndNoMoreThanSomeAreServed() throws Exception {
        awaitNoReader();
        long before = heap();
        List<InputStream> stalled = new ArrayList<>();
        try (HttpClient client = client()) {
            for (int i = 0; i < AT_ONCE; i++) {
                InputStream body = open(client, "");
                body.readNBytes(1000);
                stalled.add(body);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Servers.query("SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                            + " AND query LIKE '%FROM \"public\".\"wide\" AS t%'")
                                    .size()
                            == AT_ONCE);
            assertThat(heap() - before)
                    .as("of %,d bytes that are asked for", (long) AT_ONCE * ROWS * BYTES_A_ROW)
                    .isLessThan(40L << 20);
            given().get("/v1/datasets/wide/rows")
                    .then()
                    .statusCode(503)
                    .body("type", equalTo("urn:millrace:problem:too-many-readers"));
            for (InputStream body : stalled) {
                body.close();
            }
        }
        // a client that goes away ends its query
        awaitNoReader();
        given().queryParam("limit", 1).get("/v1/datasets/wide/rows").then().statusCode(200);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** An operator that takes its time stands for a query that looks long for its next row. */
    @Test
    void aClientThatGoesAwayEndsAQueryThatHasNoRowYet() throws Exception {
        Servers.execute("""
                CREATE TYPE slow AS (n int);
                CREATE FUNCTION slowly(slow, slow) RETURNS boolean LANGUAGE sql AS
                    $$ SELECT count(*) < 0 FROM pg_sleep(0.2) $$;
                CREATE OPERATOR = (LEFTARG = slow, RIGHTARG = slow, FUNCTION = slowly);
                CREATE TABLE slow_rows (at timestamptz NOT NULL, s slow) PARTITION BY RANGE (at);
                SELECT create_monthly_partition('slow_rows', 'public', '2026-01-01');
                INSERT INTO slow_rows SELECT '2026-01-02Z', ROW(n)::slow FROM generate_series(1, 200) n;
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake)
                VALUES ('public', 'slow_rows', 'at', 'month', 0)
                """);
        String active = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
                + " AND query LIKE '%\"slow_rows\" AS t%'";
        try {
            try (HttpClient client = client()) {
                HttpRequest request = HttpRequest.newBuilder(
                                service.resolve("/v1/tables/public.slow_rows/rows?where=s:eq:(1)"))
                        .build();
                CompletableFuture<?> answer = client.sendAsync(request, BodyHandlers.ofString());
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !Servers.query(active)
                        .isEmpty());
                answer.cancel(true);
                client.shutdownNow();
            }
            // of itself it would take 40 s
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> Servers.query(active)
                    .isEmpty());
        } finally {
            Servers.execute("DELETE FROM millrace.partition_set WHERE table_name = 'slow_rows'");
        }
    }
}
