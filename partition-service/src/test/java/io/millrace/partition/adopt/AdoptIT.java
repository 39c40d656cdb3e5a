package io.millrace.partition.adopt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(Servers.class)
class AdoptIT {
    /** As pg_partman 5 creates it, without what only its functions need. */
    private static final String PARTMAN = """
            CREATE SCHEMA IF NOT EXISTS "Part Man";
            CREATE TABLE IF NOT EXISTS "Part Man".part_config (
                parent_table text PRIMARY KEY, control text NOT NULL, time_encoder text, time_decoder text,
                partition_interval text NOT NULL, partition_type text NOT NULL DEFAULT 'range', premake int NOT NULL DEFAULT 4,
                automatic_maintenance text NOT NULL DEFAULT 'on', template_table text, retention text,
                retention_schema text, retention_keep_index boolean NOT NULL DEFAULT true,
                retention_keep_table boolean NOT NULL DEFAULT true, epoch text NOT NULL DEFAULT 'none', constraint_cols text[],
                optimize_constraint int NOT NULL DEFAULT 30, infinite_time_partitions boolean NOT NULL DEFAULT false,
                datetime_string text, jobmon boolean NOT NULL DEFAULT true, sub_partition_set_full boolean NOT NULL DEFAULT false,
                undo_in_progress boolean NOT NULL DEFAULT false, inherit_privileges boolean DEFAULT false,
                constraint_valid boolean DEFAULT true NOT NULL, ignore_default_data boolean NOT NULL DEFAULT true,
                date_trunc_interval text, maintenance_order int, retention_keep_publication boolean NOT NULL DEFAULT false,
                maintenance_last_run timestamptz);
            """;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aTableMadeByHandIsMaintainedUntilItIsForgotten() {
        Servers.execute("CREATE TABLE byhand (at date NOT NULL, v int) PARTITION BY RANGE (at);"
                + " CREATE TABLE byhand_a PARTITION OF byhand FOR VALUES FROM ('2026-01-05') TO ('2026-01-12');"
                + " CREATE TABLE byhand_b PARTITION OF byhand FOR VALUES FROM ('2026-01-12') TO ('2026-01-19')");
        adopt("public.byhand?dryRun=true", "{}")
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("interval", equalTo("week"))
                .body("timeColumn", equalTo("at"))
                .body("partitions", equalTo(2))
                .body("warnings", empty());
        given().get("/v1/tables/public.byhand/partitions").then().statusCode(404);

        adopt("public.byhand", "{\"premake\": 2, \"retention\": \"10 years\", \"expired\": \"drop\"}")
                .statusCode(200)
                .body("premake", equalTo(2));
        given().post("/v1/tables/public.byhand/partitions/maintenance").then().statusCode(200);
        given().get("/v1/tables/public.byhand/partitions")
                .then()
                .statusCode(200)
                .body("name", hasItem("byhand_b"))
                .body("size() > 4", equalTo(true));

        given().post("/v1/tables/public.byhand/forget?dryRun=true").then().statusCode(200);
        given().post("/v1/tables/public.byhand/forget").then().statusCode(200).body("table", equalTo("public.byhand"));
        given().post("/v1/tables/public.byhand/forget").then().statusCode(404);
        assertThat(Servers.query("SELECT count(*) > 4 FROM pg_inherits WHERE inhparent = 'byhand'::regclass"))
                .containsExactly("t");
    }

    @Test
    void whatPartmanKnowsIsTakenOver() {
        Servers.execute(PARTMAN + """
                CREATE TABLE "Pm" (at timestamptz NOT NULL, v int) PARTITION BY RANGE (at);
                CREATE TABLE "Pm_p20260101" PARTITION OF "Pm" FOR VALUES FROM ('2026-01-01 00:00+01') TO ('2026-02-01 00:00+01');
                CREATE TABLE "Pm_default" PARTITION OF "Pm" DEFAULT;
                INSERT INTO "Part Man".part_config (parent_table, control, partition_interval, premake, retention, retention_keep_table)
                VALUES ('public.Pm', 'at', '1 mon', 6, '1 year 6 months', false);
                """);
        String off =
                "UPDATE \"Part Man\".part_config SET automatic_maintenance = 'off' WHERE parent_table = 'public.Pm'";
        adopt("public.Pm?dryRun=true", "{}")
                .statusCode(200)
                .body("interval", equalTo("month"))
                .body("premake", equalTo(6))
                .body("retention", equalTo("18 months"))
                .body("expired", equalTo("drop"))
                .body("warnings", hasItem(containsString("no whole month of UTC, such as Pm_p20260101")))
                .body("warnings", hasItem(containsString("DEFAULT partition")))
                .body("warnings", hasItem(containsString(off)));
        adopt("public.Pm", "{\"stopPartman\": true, \"interval\": \"day\", \"retention\": \"3 months\"}")
                .statusCode(200)
                .body("interval", equalTo("day"))
                .body("retention", equalTo("3 months"))
                .body("actions", hasItem(containsString(off)))
                .body("warnings", hasItem(containsString("those to come will hold a day")));
        assertThat(Servers.query(
                        "SELECT automatic_maintenance FROM \"Part Man\".part_config WHERE parent_table = 'public.Pm'"))
                .containsExactly("off");
        given().post("/v1/tables/public.Pm/forget").then().statusCode(200);
        Servers.execute("DROP TABLE \"Pm\"; DROP SCHEMA \"Part Man\" CASCADE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TABLE %s (at date) | is a table | migrate",
                "TABLE %s (at date, l text) PARTITION BY LIST (l) | by list of 1 columns | undo",
                "TABLE %s (at date, l text) PARTITION BY HASH (l) | by hash of 1 columns | undo",
                "TABLE %s (at date, l text) PARTITION BY RANGE (at, l) | by range of 2 columns | undo",
                "TABLE %s (at date, l text) PARTITION BY RANGE ((at + 1)) | by an expression | undo",
                "TABLE %s (at date, l int) PARTITION BY RANGE (l) | of type integer | only date",
                "TABLE %s (at date) PARTITION BY RANGE (at) | do not tell an interval | name one",
                "VIEW %s AS SELECT 1 | is a view | migrate",
            })
    void whatCannotBeKeptIsRefused(String ddl, String reason, String remedy) {
        Servers.execute("DROP SCHEMA IF EXISTS odd_ones CASCADE; CREATE SCHEMA odd_ones; CREATE "
                + ddl.formatted("odd_ones.t"));
        adopt("odd_ones.t?dryRun=true", "{}")
                .statusCode(200)
                .body("refusals[0].reason", containsString(reason))
                .body("refusals[0].remedy", containsString(remedy))
                .body("interval", nullValue());
        adopt("odd_ones.t", "{}")
                .statusCode(409)
                .body("type", equalTo("urn:millrace:problem:adoption-refused"))
                .body("detail", containsString(reason));
    }

    @Test
    void aDatasetsTableIsTheDatasets() {
        Api.put("ownedset", Api.document("ownedset")).statusCode(201);
        adopt("public.ownedset", "{}").statusCode(409).body("detail", containsString("dataset 'ownedset'"));
        given().post("/v1/tables/public.ownedset/forget").then().statusCode(409);
        adopt("public.nowhere", "{}").statusCode(404);
        adopt("nowhere", "{}").statusCode(400).body("detail", containsString("schema.name"));
    }

    private static ValidatableResponse adopt(String table, String body) {
        int query = table.indexOf('?');
        String path = "/v1/tables/%s/adopt%s"
                .formatted(query < 0 ? table : table.substring(0, query), query < 0 ? "" : table.substring(query));
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }
}
