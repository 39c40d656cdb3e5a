package io.millrace.partition.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Servers.class)
class DatasetIT {
    @Inject
    DatasetCatalog announced;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aNewDatasetGetsTableIndexesPartitionsAndAnAnnouncement() {
        Api.put("fresh", Api.document("fresh"))
                .statusCode(201)
                .body("name", equalTo("fresh"))
                .body("version", equalTo(1))
                .body("published", equalTo(true))
                .body("definition.accept.past", equalTo("10 years"));

        assertThat(Servers.query("SELECT pg_get_partkeydef('fresh'::regclass)")).containsExactly("RANGE (at)");
        assertThat(Servers.query(
                        "SELECT attname || ' ' || format_type(atttypid, atttypmod) || attnotnull FROM pg_attribute"
                                + " WHERE attrelid = 'fresh'::regclass AND attnum > 0 ORDER BY attnum"))
                .containsExactly(
                        "at timestamp with time zonetrue",
                        "label character varying(20)true",
                        "value double precisionfalse");
        assertThat(Servers.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'fresh'::regclass"))
                .containsExactly("t");
        List<String> names =
                given().get("/v1/datasets/fresh/partitions").jsonPath().getList("name");
        assertThat(names).hasSize(3).allMatch(name -> name.matches("fresh_p\\d{6}01"));
        assertThat(Servers.query(
                        "SELECT DISTINCT (lower AT TIME ZONE 'UTC')::time FROM millrace.partitions('fresh') p"))
                .containsExactly("00:00:00");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> announced.version("fresh", 1).isPresent());
    }

    @Test
    void theSameDefinitionIsTheSameVersion() {
        Api.put("same", Api.document("same")).statusCode(201);
        Api.put("same", Api.document("same") + "# in other words\n")
                .statusCode(200)
                .body("version", equalTo(1));
        // numbers in another spelling, and the defaults written out
        Api.put(
                        "same",
                        Api.document("same").replace("max: 10", "max: 1.0e1")
                                + "accept: {past: 10 years, future: 1 month}\n")
                .statusCode(200)
                .body("version", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "text/yaml", "application/x-www-form-urlencoded"})
    void jsonIsTakenUnderAnyContentType(String contentType) {
        String json = """
                {"name": "json", "table": "public.json", "timeColumn": "at", "partitioning": {"interval": "day"},
                 "columns": [{"name": "at", "type": "date", "required": true}]}
                """;
        Api.put("json", json, contentType).body("version", equalTo(1));
        given().get("/v1/datasets/json").then().statusCode(200).body("definition.table", equalTo("public.json"));
        given().get("/v1/datasets").then().statusCode(200).body("name", hasItem("json"));
    }

    @Test
    void aDatasetEvolvesOnline() {
        Api.put("grows", Api.document("grows")).statusCode(201);
        Servers.execute("INSERT INTO grows VALUES (now(), 'a', 1)");
        String wider = Api.document("grows")
                        .replace(
                                "varchar(20), required: true, maxLength: 20, oneOf: [a, b]",
                                "text, maxLength: 40, oneOf: [a, b, c]")
                        .replace("min: 0, max: 10", "max: 11")
                        .replace("[[label, at]]", "[[label, at], [value]]")
                + "  \n";
        wider = wider.replace("indexes:", "  - {name: note, type: jsonb}\nindexes:");
        Api.put("grows", wider).statusCode(200).body("version", equalTo(2));
        Servers.execute("INSERT INTO grows VALUES (now(), NULL, 1, '{}')");
        given().get("/v1/datasets/grows?version=1")
                .then()
                .statusCode(200)
                .body("definition.columns.size()", equalTo(3));
        given().get("/v1/datasets/grows").then().statusCode(200).body("version", equalTo(2));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        Servers.query("SELECT DISTINCT indisvalid FROM pg_index WHERE indrelid = 'grows'::regclass"))
                .containsExactly("t"));
        assertThat(Servers.query(
                        "SELECT count(*) FROM pg_indexes WHERE tablename LIKE 'grows_p%' AND indexdef LIKE '%(value)'"))
                .containsExactly("3");
        given().post("/v1/datasets/grows/partitions/maintenance")
                .then()
                .statusCode(200)
                .body("changes.size()", equalTo(0));
    }

    @Test
    void anIncompatibleChangeIsRefusedWithItsPlace() {
        Api.put("stays", Api.document("stays")).statusCode(201);
        Api.put("stays", Api.document("stays").replace("max: 10", "max: 9"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("field", equalTo("columns[2].max"))
                .body("detail", containsString("from 10 to 9"));
        Api.put("stays", Api.document("other")).statusCode(409).body("field", equalTo("table"));
        given().get("/v1/datasets/stays").then().body("version", equalTo(1));
    }

    @Test
    void twoPutsAtOnceGiveOneVersion() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            Callable<Integer> put =
                    () -> Api.put("race", Api.document("race")).extract().statusCode();
            List<Integer> codes = threads.invokeAll(List.of(put, put, put, put, put, put)).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(codes).containsOnlyOnce(201).containsOnly(200, 201);
        }
        given().get("/v1/datasets/race").then().body("version", equalTo(1));
    }

    @Test
    void aDeletedDatasetIsForgottenAndItsTableStays() {
        Api.put("gone", Api.document("gone")).statusCode(201);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> announced.version("gone", 1).isPresent());
        given().delete("/v1/datasets/gone").then().statusCode(204);
        given().get("/v1/datasets/gone").then().statusCode(404).contentType("application/problem+json");
        given().get("/v1/datasets/gone/partitions").then().statusCode(404);
        given().delete("/v1/datasets/gone").then().statusCode(404);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> announced.version("gone", 1).isEmpty());
        assertThat(Servers.query("SELECT to_regclass('public.gone')::text")).containsExactly("gone");
        Api.put("gone", Api.document("gone")).statusCode(201).body("version", equalTo(2));
    }

    @Test
    void aDatasetWithUnfinishedUploadsIsNotDeleted() {
        Api.put("busy", Api.document("busy")).statusCode(201);
        Servers.execute("INSERT INTO millrace.job (id, dataset, dataset_version, source_name, idempotency_key, cut,"
                + " dry_run, started_at) VALUES (gen_random_uuid(), 'busy', 1, '', '', '', false, now())");
        given().delete("/v1/datasets/busy").then().statusCode(409).body("detail", containsString("1 uploads"));
    }

    /** The definition is right, and there is nothing that it describes: applying it is the remedy. */
    @Test
    void aTableThatWasDroppedIsMadeAgainByTheSameDefinition() {
        Api.put("vanished", Api.document("vanished")).statusCode(201).body("warnings", nullValue());
        Servers.execute("DROP TABLE vanished CASCADE");
        Api.put("vanished", Api.document("vanished"))
                .statusCode(200)
                .body("version", equalTo(1))
                .body("warnings.size()", equalTo(1))
                .body("warnings[0]", containsString("public.vanished was gone; it was made again, without rows"));
        Servers.execute("INSERT INTO vanished VALUES (now(), 'a', 1)");
        assertThat(Servers.query("SELECT count(*) FROM millrace.partitions('vanished')"))
                .containsExactly("3");
        assertThat(Servers.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'vanished'::regclass"))
                .containsExactly("t");
        Api.put("vanished", Api.document("vanished")).statusCode(200).body("warnings", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention: 12 months |  | 10 years",
                "retention: 12 months | accept: {past: 13 months} | 13 months",
                "retention: 12 months | accept: {past: 12 months} | ",
                "retention: 30 days | accept: {past: 2 weeks} | ",
                "premake: 1 |  | ",
            })
    void aWindowWiderThanWhatIsKeptIsWarnedOf(String policy, @Nullable String accept, @Nullable String past) {
        String document =
                Api.document("windowed").replace("premake: 2", policy) + (accept == null ? "" : accept + "\n");
        var answer = Api.put("windowed", document).statusCode(anyOf(equalTo(200), equalTo(201)));
        if (past == null) {
            answer.body("warnings", nullValue());
        } else {
            answer.body("warnings.size()", equalTo(1))
                    .body(
                            "warnings[0]",
                            startsWith("accept.past: rows may be %s old, but partitioning.retention keeps 12 months"
                                    .formatted(past)));
        }
    }

    /** Whoever applies or deletes a definition has changed what the units failed at. */
    @Test
    void parkedUnitsAreDueWhenTheirDefinitionIsAppliedOrDeleted() {
        for (String name : List.of("mended", "unmended")) {
            Api.put(name, Api.document(name)).statusCode(201);
            Servers.execute("""
                    INSERT INTO millrace.parked (id, dataset, topic_id, partition, from_offset, to_offset, topic, message, cause,
                                                 remedy, retry_at)
                    VALUES (gen_random_uuid(), '%s', gen_random_uuid(), 0, 0, 1, 'millrace.units', '', 'c', 'r',
                            now() + interval '1 hour')""".formatted(name));
        }
        Runnable later = () -> Servers.execute("UPDATE millrace.parked SET retry_at = now() + interval '1 hour'");
        Api.put("mended", Api.document("mended").replace("max: 10", "max: 11"));
        assertThat(due()).containsExactly("mended");
        later.run();
        Api.put("mended", Api.document("mended").replace("max: 10", "max: 9")).statusCode(409);
        assertThat(due()).isEmpty();
        Api.put("mended", Api.document("mended").replace("max: 10", "max: 11")).statusCode(200);
        assertThat(due()).containsExactly("mended");
        later.run();
        given().delete("/v1/datasets/mended").then().statusCode(204);
        assertThat(due()).containsExactly("mended");
        Servers.execute("DELETE FROM millrace.parked");
    }

    private static List<String> due() {
        return Servers.query("SELECT dataset FROM millrace.parked WHERE retry_at <= clock_timestamp()");
    }

    @Test
    void theTopicIsRepairedFromTheDatabase() {
        Api.put("repaired", Api.document("repaired")).statusCode(201);
        Servers.execute("INSERT INTO millrace.dataset (name, version, definition)"
                + " SELECT name, 2, definition FROM millrace.dataset WHERE name = 'repaired'");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> announced.version("repaired", 2).isPresent());
    }
}
