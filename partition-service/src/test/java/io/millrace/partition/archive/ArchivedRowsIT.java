package io.millrace.partition.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.millrace.archive.parquet.ParquetReader;
import io.millrace.partition.Api;
import io.millrace.partition.S3Server;
import io.millrace.partition.Servers;
import io.millrace.partition.maintain.Maintenance;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What retention took away is given nevertheless; held against a copy of the table. */
@QuarkusTest
@WithTestResource(Servers.class)
class ArchivedRowsIT {
    private static final String TYPES = """
            , id bigint NOT NULL, t text, m tinge, n numeric(12,2), tz timestamptz, j jsonb, raw bytea, a text[],
              f8 double precision, span interval, twice bigint GENERATED ALWAYS AS (id * 2) STORED""";
    private static final String VALUES = """
            , g, CASE WHEN g % 3 > 0 THEN 'text "' || g || E'\\n' END, CASE WHEN g % 2 = 0 THEN 'glad' ELSE 'so, so' END::tinge,
              g / 100.0, '2020-01-01Z'::timestamptz + g * interval '1 second', jsonb_build_object('g', g), decode(md5(g::text), 'hex'),
              ARRAY['a,', NULL, '"'], g / 3.0::float8, g * interval '1 day 1 second'""";

    @Inject
    Maintenance maintenance;

    @Inject
    ParquetReader parquet;

    @Inject
    AgroalDataSource database;

    @Test
    void archivedRowsComeAsTheyWere() throws Exception {
        Api.awaitReady();
        S3Server.shared().client().close();
        Servers.execute("CREATE TYPE tinge AS ENUM ('glad', 'so, so')");
        Months months = Months.create("cold", TYPES, "archive");
        months.fill(3000, VALUES);
        Servers.execute("CREATE TABLE back (LIKE " + months.copy() + ")");
        maintenance.runOne("public.cold");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        Servers.query("SELECT state FROM millrace.archive WHERE table_name = 'cold'"))
                .containsExactly("dropped", "dropped", "dropped"));
        Servers.execute("""
                SELECT millrace.ensure_partitions('cold', now() - interval '1 month', now());
                INSERT INTO cold (at, id, n) VALUES (now(), -1, 5);
                INSERT INTO %s (at, id, n, twice) SELECT at, id, n, twice FROM cold
                """.formatted(months.copy()));

        assertThat(rows("format=ndjson").asString().lines()).hasSize(1);
        allFormatsAreTheCopy(months);
        filtersHold(months);
        theTableMayHaveChanged();
        whatCannotBe();
    }

    private void allFormatsAreTheCopy(Months months) throws Exception {
        copy(rows("archived=true&format=csv").asByteArray(), "COPY back FROM STDIN (FORMAT csv, HEADER)");
        assertThat(months.differences("back")).isEmpty();

        Path file = Files.createTempFile("archived-rows-", ".parquet");
        Files.write(file, rows("archived=true&format=parquet").asByteArray());
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        parquet.read(file, parquet.columns(file), csv);
        Files.delete(file);
        Servers.execute("TRUNCATE back");
        copy(csv.toByteArray(), "COPY back FROM STDIN " + ParquetReader.COPY_OPTIONS);
        assertThat(months.differences("back")).isEmpty();

        // quoted by bytes that JSON never has, so that each line is one value
        Servers.execute("TRUNCATE back; CREATE TABLE lines (line json)");
        copy(
                rows("archived=true").asByteArray(),
                "COPY lines FROM STDIN (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')");
        Servers.execute("INSERT INTO back SELECT r.* FROM lines, json_populate_record(NULL::back, line) r");
        assertThat(months.differences("back")).isEmpty();
    }

    private static void filtersHold(Months months) {
        assertCount("archived=true", 3001);
        assertCount("archived=false", 1);
        assertCount("archived=true&to=2020-02-01T00:10:00Z", 9);
        assertCount(
                "archived=true&from=2020-02-03&to=2020-03&where=m:eq:glad&where=t:null",
                counted(months, "at >= '2020-02-03Z' AND at < '2020-03-01Z' AND m = 'glad' AND t IS NULL"));
        assertCount(
                "archived=true&where=m:in:glad&where=id:le:10&where=t:like:text%25",
                counted(months, "m = 'glad' AND id <= 10 AND t LIKE 'text%'"));
        assertCount("archived=true&from=2020-03&to=2020-04", 0);
        assertThat(rows("archived=true&columns=twice,id&where=id:le:1")
                        .asString()
                        .lines())
                .containsExactlyInAnyOrder("{\"twice\":-2,\"id\":-1}", "{\"twice\":2,\"id\":1}");
    }

    private static int counted(Months months, String where) {
        return Integer.parseInt(Servers.query("SELECT count(*) FROM %s WHERE %s".formatted(months.copy(), where))
                .getFirst());
    }

    private static void theTableMayHaveChanged() {
        Servers.execute("""
                ALTER TABLE cold DROP COLUMN raw, ALTER COLUMN n SET NOT NULL, ADD COLUMN since text NOT NULL DEFAULT 'new'
                """);
        assertCount("archived=true&where=since:eq:new", 3001);
    }

    private static void whatCannotBe() {
        for (String more : List.of("limit=5", "explain=true")) {
            rows("archived=true&" + more).then().statusCode(400).body("field", equalTo("archived"));
        }
        Servers.execute("""
                UPDATE millrace.archive SET expired = 'archive', state = 'written'
                 WHERE table_name = 'cold' AND lower < '2020-02-01Z'
                """);
        rows("archived=true&count=true").then().statusCode(503).body("type", containsString("archive-under-way"));
        assertCount("archived=true&from=2020-02", 3001);
        Servers.execute("""
                UPDATE millrace.archive SET manifest = regexp_replace(manifest, '("sha256" : ")..', '\\1--')
                 WHERE table_name = 'cold' AND rows > 0
                """);
        for (String more : List.of("count=true", "format=parquet", "columns=id")) {
            rows("archived=true&from=2020-02&" + more)
                    .then()
                    .statusCode(502)
                    .body("type", containsString("archive-unreadable"))
                    .body("detail", containsString("cold_p20200201"));
        }
        assertCount("archived=true&from=2020-03", 1);
    }

    private static Response rows(String query) {
        return given().urlEncodingEnabled(false).get("/v1/tables/public.cold/rows?" + query);
    }

    private static void assertCount(String query, int rows) {
        rows("count=true&" + query).then().statusCode(200).body("rows", equalTo(rows));
    }

    private void copy(byte[] rows, String sql) throws Exception {
        try (var connection = database.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new ByteArrayInputStream(rows));
        }
    }
}
