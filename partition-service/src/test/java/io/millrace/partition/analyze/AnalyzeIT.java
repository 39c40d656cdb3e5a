package io.millrace.partition.analyze;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class AnalyzeIT {
    @BeforeEach
    void make() {
        Api.awaitReady();
        // 366 days of a leap year, two rows each; one row without a time and one at infinity
        Servers.execute("""
                CREATE TABLE "Odd.Name" (created timestamp, updated timestamptz, day date, n int);
                INSERT INTO "Odd.Name"
                SELECT timestamp '2024-01-01 06:00' + n / 2 * interval '1 day', now(), '2024-01-01', n FROM generate_series(0, 731) n;
                INSERT INTO "Odd.Name" VALUES (NULL), ('infinity');
                CREATE INDEX ON "Odd.Name" (created)
                """);
    }

    @AfterEach
    void drop() {
        Servers.execute("DROP TABLE IF EXISTS \"Odd.Name\"; DROP TABLE IF EXISTS sampled");
    }

    @Test
    void everyRowOfASmallTableIsCounted() {
        given().get("/v1/tables/{table}/analyze", "public.\"Odd.Name\"")
                .then()
                .statusCode(200)
                .body("column", equalTo("created"))
                .body("columnReason", equalTo("the only indexed column with a time"))
                .body("basis", equalTo("exact"))
                .body("rows", equalTo(734))
                .body("rowsWithoutTime", equalTo(2))
                .body("first", equalTo("2024-01-01T06:00:00Z"))
                .body("spreads.interval.join(' ')", equalTo("hour day week month quarter year"))
                .body("spreads.partitions.join(' ')", equalTo("366 366 53 12 4 1"))
                .body("spreads[3].rows.min", equalTo(58))
                .body("spreads[3].rows.max", equalTo(62))
                .body("advice.needed", equalTo(false))
                .body("advice.reason", containsString("an index does as well"));
    }

    @Test
    void theColumnCanBeNamedAndMustBeOne() {
        String table = "public.\"Odd.Name\"";
        given().queryParam("column", "day")
                .get("/v1/tables/{table}/analyze", table)
                .then()
                .body("spreads[1].partitions", equalTo(1));
        given().queryParam("column", "n")
                .get("/v1/tables/{table}/analyze", table)
                .then()
                .statusCode(400)
                .body("detail", containsString("it has: created, updated, day"));
        Servers.execute("CREATE INDEX ON \"Odd.Name\" (updated)");
        given().get("/v1/tables/{table}/analyze", table)
                .then()
                .statusCode(400)
                .body("field", equalTo("column"))
                .body("detail", containsString("created, updated, day"));
        given().get("/v1/tables/public.nobody/analyze").then().statusCode(404);
        given().get("/v1/tables/nobody/analyze").then().statusCode(400);
    }

    @Test
    void aLargeTableIsSampledAndAPartitionedOneIsSeenAsAWhole() {
        Servers.execute("""
                CREATE TABLE sampled (at timestamptz NOT NULL, n int, pad text) PARTITION BY RANGE (at);
                SELECT millrace.fill_partitions('sampled', 'month', '2026-01-01Z', '2026-12-31Z');
                INSERT INTO sampled SELECT timestamptz '2026-01-01Z' + n * interval '4 minutes', n, repeat('x', 700)
                  FROM generate_series(0, 59999) n
                """);
        var sample = given().get("/v1/tables/public.sampled/analyze").then().statusCode(200);
        sample.body("column", equalTo("at"))
                .body("columnReason", equalTo("the table is partitioned by it"))
                .body("basis", equalTo("sample"))
                .body("rowsRead", lessThan(59999));
        // 167 days: six months, of which the last has half
        int months = sample.extract().path("spreads[3].partitions");
        int rows = sample.extract().path("rows");
        assertThat(months).isEqualTo(6);
        assertThat(rows).isBetween(50_000, 70_000);
        given().queryParam("exact", true)
                .get("/v1/tables/public.sampled/analyze")
                .then()
                .body("basis", equalTo("exact"))
                .body("rows", equalTo(60000))
                .body("spreads[3].rows.max", equalTo(11160));
    }
}
