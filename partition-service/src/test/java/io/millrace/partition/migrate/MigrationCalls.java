package io.millrace.partition.migrate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The migrations of the HTTP API, as tests speak to it. */
final class MigrationCalls {
    private MigrationCalls() {}

    static ValidatableResponse post(String document, boolean dryRun) {
        return given().contentType(ContentType.JSON)
                .body(document)
                .post("/v1/migrations?dryRun=" + dryRun)
                .then();
    }

    static String copy(String table) {
        return """
                {"kind": "copy", "table": "public.%s", "column": "at", "interval": "month", "premake": 1}
                """.formatted(table);
    }

    static String undo(String table) {
        return """
                {"kind": "undo", "table": "public.%s"}
                """.formatted(table);
    }

    /** @return the migration's id */
    static long begin(String document) {
        return post(document, false).statusCode(202).extract().jsonPath().getLong("id");
    }

    static JsonPath get(long id) {
        return given().get("/v1/migrations/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static void ask(long id, String verb) {
        given().post("/v1/migrations/{id}/{verb}", id, verb).then().statusCode(200);
    }

    static void awaitState(long id, String state) {
        awaitState(id, state, () -> {});
    }

    /** @param meanwhile again and again */
    static void awaitState(long id, String state, Runnable meanwhile) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            meanwhile.run();
            JsonPath migration = get(id);
            if (migration.getString("state").equals("failed") && !state.equals("failed")) {
                assertThat(migration.getString("error")).isNull();
            }
            return migration.getString("state").equals(state);
        });
    }
}
