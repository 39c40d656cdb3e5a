package io.millrace.partition.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Servers.class)
class BadDefinitionIT {
    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table: public.bad | table: bad | table",
                "table: public.bad | tabel: public.bad | table",
                "timeColumn: at | timeColumn: when | timeColumn",
                "timeColumn: at | timeColumn: label | timeColumn",
                "interval: month | interval: decade | partitioning.interval",
                "premake: 2 | premake: -1 | partitioning.premake",
                "premake: 2 | premake: 2, retention: soon | partitioning.retention",
                "type: timestamptz | type: datetime | columns[0].type",
                "timestamptz, required: true | timestamptz | timeColumn",
                "varchar(20) | varchar | columns[1].type",
                "varchar(20) | varchar(0) | columns[1].type",
                "maxLength: 20 | maxLength: 0 | columns[1].maxLength",
                "maxLength: 20 | maxlength: 20 | columns[1].maxlength",
                "oneOf: [a, b] | oneOf: [] | columns[1].oneOf",
                "oneOf: [a, b] | pattern: '(' | columns[1].pattern",
                "min: 0 | min: 11 | columns[2].min",
                "min: 0 | min: low | columns[2].min",
                "min: 0 | pattern: x | columns[2].pattern",
                "min: 0 | min: 0, default: some | columns[2].default",
                "type: timestamptz | type: timestamptz, default: yesteryear | columns[0].default",
                "type: double precision, min: 0, max: 10 | type: integer, min: 10, default: \"5\" | columns[2].default",
                "type: double precision, min: 0, max: 10 | type: integer, min: 0.5 | columns[2].min",
                "oneOf: [a, b] | default: x, oneOf: [a, b] | columns[1].default",
                "name: value | name: label | columns",
                "name: value | nam: value | columns[2].name",
                "premake: 2 | premake: 2, ahead: 2 | partitioning.ahead",
                "[[label, at]] | [[label, nowhere]] | indexes",
            })
    void aWrongDefinitionIsRefusedWithItsPlace(String from, String to, String path) {
        Api.put("bad", Api.document("bad").replace(from, to))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:millrace:problem:invalid-definition"))
                .body("field", equalTo(path))
                .body("detail", notNullValue());
        given().get("/v1/datasets/bad").then().statusCode(404);
        assertThat(Servers.query("SELECT to_regclass('public.bad')::text")).containsExactly((String) null);
    }

    @Test
    void aDefaultThatTheColumnTakesIsTaken() {
        Api.put(
                        "defaults",
                        Api.document("defaults")
                                .replace(
                                        "type: double precision, min: 0, max: 10",
                                        "type: integer, min: 10, default: \"15\""))
                .statusCode(201)
                .body("warnings", nullValue());
    }

    /** Of an earlier release, which let it pass. It works for every input that does not need the default. */
    @Test
    void whatIsStoredAlreadyGoesOnAndIsWarnedOf() {
        String document = Api.document("stored")
                .replace("type: double precision, min: 0, max: 10", "type: integer, min: 10, default: \"15\"");
        Api.put("stored", document).statusCode(201);
        Servers.execute("UPDATE millrace.dataset SET definition = jsonb_set(definition, '{columns,2,default}', '\"5\"')"
                + " WHERE name = 'stored'");
        Api.put("stored", document.replace("\"15\"", "\"5\""))
                .statusCode(200)
                .body("version", equalTo(1))
                .body("warnings.size()", equalTo(1))
                .body("warnings[0]", startsWith("columns[2].default: "));
        Api.put("stored", document.replace("\"15\"", "\"4\""))
                .statusCode(422)
                .body("field", equalTo("columns[2].default"))
                .body("detail", containsString("4"));
        given().get("/v1/datasets/stored").then().statusCode(200).body("version", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": ", "a: [b", "\tx: 1", "x: 1\nx: 2\n", "x: &a [*a, *b"})
    void whatIsNoDocumentIsA400(String body) {
        Api.put("bad", body).statusCode(400).body("type", equalTo("urn:millrace:problem:unreadable-definition"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "null", "just words"})
    void whatIsNoObjectIsA422(String body) {
        Api.put("bad", body).statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Upper", "1st", "a b", "a'; DROP TABLE millrace.dataset; --", "a\"b", "ä", "%00", "..%2f", "a.b"
            })
    void aWrongNameIsRefused(String name) {
        Api.put(name, Api.document("bad")).statusCode(422).body("field", equalTo("name"));
        given().get("/v1/datasets/{name}", name).then().statusCode(404);
        given().get("/v1/datasets/{name}/partitions", name).then().statusCode(404);
    }

    @Test
    void aMistypedKeyIsNotPassedOver() {
        Api.put("bad", Api.document("bad") + "color: red\n").statusCode(422).body("field", equalTo("color"));
    }

    @Test
    void theNameInTheDocumentEqualsTheOneInTheUrl() {
        Api.put("bad", "name: good\n" + Api.document("bad")).statusCode(422).body("field", equalTo("name"));
    }

    @ParameterizedTest
    @CsvSource({"millrace.ledger", "millrace.mine", "pg_catalog.pg_class", "information_schema.x"})
    void reservedSchemasAreRefused(String table) {
        Api.put("bad", Api.document("bad").replace("public.bad", table))
                .statusCode(409)
                .body("field", equalTo("table"));
    }

    @Test
    void whatOnlyTheDatabaseCanSeeIsTold() {
        Api.put("bad", Api.document("bad").replace("name: value", "name: ctid"))
                .statusCode(409)
                .body("type", equalTo("urn:millrace:problem:refused-by-database"));
        Api.put("bad", "{" + Api.document("bad").replace("oneOf: [a, b]", "default: \"\\u0000\"") + "}")
                .statusCode(400);
        Api.put("bad", Api.document("bad").replace("oneOf: [a, b]", "default: \"\\u0000\""))
                .statusCode(422)
                .body("field", equalTo("columns[1].default"));
    }

    @Test
    void aVersionThatIsNotThereIsA404AndOneThatIsNoNumberA400() {
        Api.put("versions", Api.document("versions"));
        given().get("/v1/datasets/versions?version=9").then().statusCode(404).body("field", equalTo("version"));
        given().get("/v1/datasets/versions?version=x").then().statusCode(400).body("field", equalTo("version"));
    }

    @Test
    void everyErrorIsAProblem() {
        given().get("/v1/nothing").then().statusCode(404);
        given().post("/v1/datasets").then().statusCode(405).contentType("application/problem+json");
    }
}
