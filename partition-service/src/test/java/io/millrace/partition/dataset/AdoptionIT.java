package io.millrace.partition.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Servers.class)
class AdoptionIT {
    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aTableThatIsThereIsAdoptedWithItsRows() {
        Servers.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL,"
                + " label text NOT NULL, value double precision) PARTITION BY RANGE (at)");
        Servers.execute(
                "CREATE TABLE kept_old PARTITION OF kept FOR VALUES FROM (MINVALUE) TO ('2001-02-03 04:05:06Z')");
        Servers.execute("INSERT INTO kept (at, label) VALUES ('2000-01-01', 'x')");
        Api.put("kept", Api.document("kept")).statusCode(201);
        assertThat(Servers.query("SELECT label FROM kept")).containsExactly("x");
        given().get("/v1/datasets/kept/partitions")
                .then()
                .body("size()", equalTo(4)) // in the hole behind now, the loader makes what rows need
                .body("[0].name", equalTo("kept_old"))
                .body("[0].lower", equalTo(null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TABLE %s (at timestamptz, label text, value double precision) | table | is a table",
                "VIEW %s AS SELECT now() AS at | table | is a view",
                "TABLE %s (at timestamptz, label text, value double precision) PARTITION BY LIST (label) | table | partitioned by at",
                "TABLE %s (at timestamptz, label text, value double precision) PARTITION BY RANGE (label) | table | partitioned by label",
                "TABLE %s (at timestamptz, label text, value real) PARTITION BY RANGE (at) | columns[2].type | is real",
                "TABLE %s (at timestamptz, label varchar(19), value double precision) PARTITION BY RANGE (at) | columns[1].type | varying(19)",
                "TABLE %s (at timestamptz, value double precision) PARTITION BY RANGE (at) | columns[1].required | without column",
                "TABLE %s (at timestamptz, label text, value double precision NOT NULL) PARTITION BY RANGE (at) | columns[2].required | NOT NULL",
                "TABLE %s (at timestamptz, label text, value double precision, x int NOT NULL) PARTITION BY RANGE (at) | columns | 'x'",
                "TABLE %s (at timestamptz, label text, value double precision GENERATED ALWAYS AS (1) STORED) PARTITION BY RANGE (at) | columns[2] | generated",
            })
    void anotherTableIsRefusedWithTheReason(String ddl, String path, String reason) {
        Servers.execute("DROP SCHEMA IF EXISTS foreigners CASCADE; CREATE SCHEMA foreigners");
        Servers.execute("CREATE " + ddl.formatted("foreigners.t"));
        Api.put("foreign", Api.document("t").replace("public.t", "foreigners.t"))
                .statusCode(409)
                .body("field", equalTo(path))
                .body("detail", containsString(reason));
        given().get("/v1/datasets/foreign").then().statusCode(404);
    }

    @Test
    void aTableBelongsToOneDataset() {
        Api.put("first", Api.document("shared")).statusCode(201);
        Api.put("second", Api.document("shared")).statusCode(409).body("detail", containsString("'first'"));
    }

    /** Quotes, SQL, upper case, letters of more than a byte, and 63 bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order",
                "we\"ird",
                "x'; DROP TABLE dataset; --",
                "$1 %I %s",
                "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüa",
                "a23456789b23456789c23456789d23456789e23456789f23456789g23456789"
            })
    void anyIdentifierWorks(String odd) {
        String name = "odd" + Integer.toUnsignedString(odd.hashCode(), 36);
        Map<String, Object> document = Map.of(
                "table", odd + "." + odd,
                "timeColumn", odd,
                "partitioning", Map.of("interval", "day", "premake", 1),
                "columns",
                        List.of(
                                Map.of("name", odd, "type", "timestamp", "required", true),
                                Map.of("name", "x", "type", "text")),
                "indexes", List.of(List.of(odd), List.of("x", odd)));
        given().contentType(ContentType.JSON)
                .body(document)
                .put("/v1/datasets/" + name)
                .then()
                .statusCode(201);
        given().get("/v1/datasets/" + name + "/partitions").then().body("", hasSize(2));
        TableName table = new TableName(odd, odd);
        Servers.execute("INSERT INTO " + table.sql() + " VALUES (now() AT TIME ZONE 'UTC', 'x')");
        assertThat(Servers.query("SELECT count(*) FROM " + table.sql())).containsExactly("1");
        assertThat(Servers.query("SELECT bool_and(octet_length(relname) <= 63) FROM pg_class"))
                .containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"readings", "pipeline_logs", "raw_data", "fact_data_metrics", "uptime_log", "tickets"})
    void theExamplesWork(String name) throws IOException {
        String document = Files.readString(Path.of("../docs/examples", name + ".yaml"));
        Api.put(name, document).statusCode(201).body("version", equalTo(1));
        Api.put(name, document).statusCode(200).body("version", equalTo(1));
    }
}
