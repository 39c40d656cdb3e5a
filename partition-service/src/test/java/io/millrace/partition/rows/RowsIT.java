package io.millrace.partition.rows;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(Servers.class)
class RowsIT {
    private static final String DOCUMENT = """
            table: public.%s
            timeColumn: at
            partitioning: {interval: month, premake: 1}
            columns:
              - {name: at, type: timestamptz, required: true}
              - {name: label, type: varchar(3), required: true}
              - {name: value, type: double precision}
              - {name: exact, type: numeric}
              - {name: raw, type: bytea}
              - {name: doc, type: jsonb}
            """;
    private static boolean made;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
        if (!made) {
            Api.put("rows", DOCUMENT.formatted("rows")).statusCode(201);
            Servers.query("SELECT millrace.ensure_partitions('rows', '2026-01-01Z', '2026-03-31Z')");
            // 90 days, ten rows a day; every time is there twice, and the rows of a day's last time are equal in all
            // columns
            Servers.execute("""
                    INSERT INTO rows (at, label, value)
                    SELECT timestamptz '2026-01-01Z' + (n / 10) * interval '1 day' + (n % 10 / 2) * interval '1 hour',
                           'l' || n / 10 % 3, CASE WHEN n % 10 >= 8 THEN 8 ELSE n END
                      FROM generate_series(0, 899) n;
                    ANALYZE rows
                    """);
            made = true;
        }
    }

    private static RequestSpecification query(String... parameters) {
        RequestSpecification request = given().urlEncodingEnabled(true);
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request;
    }

    private static ValidatableResponse rows(String... parameters) {
        return query(parameters).get("/v1/datasets/rows/rows").then();
    }

    private static List<String> lines(String... parameters) {
        return rows(parameters).statusCode(200).extract().asString().lines().toList();
    }

    @Test
    void rowsAreGivenInTheHalfOpenRange() {
        assertThat(lines()).hasSize(900);
        assertThat(lines("from", "2026-02", "to", "2026-03")).hasSize(280);
        assertThat(lines("from", "2026-02-01T04:00:00Z", "to", "2026-02-02")).hasSize(2);
        assertThat(lines("from", "2026-02-01T00:30:00-03:30", "to", "2026-02-02"))
                .hasSize(2);
        assertThat(lines("to", "2026-01-01T00:00:00Z")).isEmpty();
        // the same for a table as for its dataset
        assertThat(query("from", "2026-02", "to", "2026-03", "count", "true")
                        .get("/v1/tables/public.rows/rows")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Integer>path("rows"))
                .isEqualTo(280);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            label:eq:l1                   | 300
            label:ne:l1                   | 600
            label:in:l1,l2                | 600
            label:like:l%                 | 900
            label:ilike:L2                | 300
            value:lt:8                    | 8
            value:ge:890                  | 8
            value:null                    | 0
            exact:null                    | 900
            at:lt:2026-01-02T00:00:00Z    | 10
            label:eq:l1xyz                | 0
            """)
    void filtersHold(String where, int rows) {
        rows("where", where, "count", "true").statusCode(200).body("rows", equalTo(rows));
    }

    @Test
    void allFiltersMustHold() {
        rows("where", "label:eq:l0", "where", "value:lt:8", "count", "true").body("rows", equalTo(8));
    }

    @Test
    void columnsComeInTheOrderAskedFor() {
        assertThat(lines("columns", "value,at", "to", "2026-01-01T00:00:01Z", "where", "value:eq:1"))
                .containsExactly("{\"value\":1,\"at\":\"2026-01-01T00:00:00+00:00\"}");
        assertThat(lines(
                        "columns",
                        "value,at,label",
                        "to",
                        "2026-01-01T00:00:01Z",
                        "where",
                        "value:eq:1",
                        "format",
                        "csv"))
                .containsExactly("value,at,label", "1,2026-01-01 00:00:00+00,\"l0\"");
    }

    @Test
    void valuesKeepTheirLastDigit() {
        Api.put("odd", DOCUMENT.formatted("odd")).statusCode(201);
        Servers.query("SELECT millrace.ensure_partitions('odd', '2026-01-01Z', '2026-01-02Z')");
        Servers.execute("""
                INSERT INTO odd VALUES
                ('2026-01-01 00:00:00.000001Z', '', 'NaN', 12345678901234567890.000000000000000001, '\\x00ff', '{"a": [1, null]}'),
                ('2026-01-01 00:00:01Z', '",', '-Infinity', 'NaN', NULL, NULL), ('2026-01-01 00:00:02Z', E'\\n', 0.1, 1e40, NULL, '"x"')
                """);
        assertThat(given().queryParam("limit", 5)
                        .get("/v1/datasets/odd/rows")
                        .asString()
                        .lines())
                .containsExactly(
                        "{\"at\":\"2026-01-01T00:00:00.000001+00:00\",\"label\":\"\",\"value\":\"NaN\","
                                + "\"exact\":12345678901234567890.000000000000000001,\"raw\":\"\\\\x00ff\",\"doc\":{\"a\": [1, null]}}",
                        "{\"at\":\"2026-01-01T00:00:01+00:00\",\"label\":\"\\\",\",\"value\":\"-Infinity\",\"exact\":\"NaN\",\"raw\":null,\"doc\":null}",
                        "{\"at\":\"2026-01-01T00:00:02+00:00\",\"label\":\"\\n\",\"value\":0.1,"
                                + "\"exact\":10000000000000000000000000000000000000000,\"raw\":null,\"doc\":\"x\"}");
        assertThat(given().queryParam("limit", 5)
                        .accept("text/csv")
                        .get("/v1/datasets/odd/rows")
                        .asString())
                .isEqualTo("""
                        at,label,value,exact,raw,doc
                        2026-01-01 00:00:00.000001+00,"",NaN,12345678901234567890.000000000000000001,"\\x00ff","{""a"": [1, null]}"
                        2026-01-01 00:00:01+00,\""",",-Infinity,NaN,,
                        2026-01-01 00:00:02+00,"
                        ",0.1,10000000000000000000000000000000000000000,,\"""x""\"
                        """);
    }

    @Test
    void pagesTogetherAreTheWholeInOrder() {
        for (int limit : new int[] {1, 7, 333, 899, 900, 901}) {
            if (limit == 1) {
                assertThat(page(null, limit).getHeader("Next-Cursor")).isNotNull();
                continue;
            }
            List<String> all = new ArrayList<>();
            String cursor = null;
            do {
                Response page = page(cursor, limit);
                List<String> lines = page.asString().lines().toList();
                all.addAll(lines);
                cursor = page.getHeader("Next-Cursor");
                assertThat(lines).hasSizeLessThanOrEqualTo(limit);
            } while (cursor != null);
            assertThat(all).as("limit " + limit).hasSize(900);
            assertThat(all.stream().map(line -> line.substring(0, 33)).toList()).isSorted();
            // each value once, but for those that are equal in all columns
            assertThat(new HashSet<>(all)).hasSize(new HashSet<>(lines()).size());
        }
    }

    private static Response page(String cursor, int limit) {
        RequestSpecification request = given().queryParam("limit", limit);
        if (cursor != null) {
            request.queryParam("cursor", cursor);
        }
        Response response = request.get("/v1/datasets/rows/rows");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response;
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() {
        String cursor = page(null, 5).getHeader("Next-Cursor");
        rows("cursor", cursor, "limit", "5", "columns", "at").statusCode(200);
        rows("cursor", cursor, "limit", "5", "where", "value:gt:1")
                .statusCode(400)
                .body("field", equalTo("cursor"))
                .body("detail", containsString("of another query"));
        rows("cursor", "x" + cursor).statusCode(400).body("field", equalTo("cursor"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            where   | value:gt:warm  | invalid input syntax for type double precision: "warm"
            where   | doc:lt:5x      | column 'doc' is jsonb
            where   | value:like:a%  | operator does not exist
            where   | warmth:gt:1    | has no column 'warmth'; use one of at, label
            where   | value          | write column:operator:value
            columns | at,heat        | has no column 'heat'
            from    | yesterday      | write a time such as 2026-01-31T12:00:00Z
            limit   | 20000          | 1 to 10000
            format  | xml            | use ndjson, csv or parquet
            were    | value:gt:1     | there is no such parameter
            """)
    void whatCannotBeUsedIsNamed(String parameter, String value, String detail) {
        rows(parameter, value)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(parameter))
                .body("value", equalTo(value))
                .body("detail", containsString(detail));
    }

    @Test
    void unknownSetsAndFormatsAreRefused() {
        given().get("/v1/datasets/nobody/rows").then().statusCode(404);
        given().get("/v1/tables/public.nobody/rows").then().statusCode(404);
        given().accept("image/png").get("/v1/datasets/rows/rows").then().statusCode(406);
        rows("from", "2026-02", "to", "2026-01").statusCode(400).body("field", equalTo("to"));
    }

    @Test
    void thePlanNamesThePartitions() {
        rows("from", "2026-02", "to", "2026-03", "explain", "true")
                .statusCode(200)
                .body("scanned", equalTo(List.of("rows_p20260201")))
                .body("pruned.contains('rows_p20260101')", equalTo(true))
                .body("estimatedRows", equalTo(280))
                .body("plan[0].Plan", org.hamcrest.Matchers.notNullValue());
        // by a filter, too, which PostgreSQL prunes by when it begins to run
        rows("where", "at:ge:2026-03-01T00:00:00Z", "where", "at:lt:2026-04-01T00:00:00Z", "explain", "true")
                .body("scanned", equalTo(List.of("rows_p20260301")));
        rows("explain", "true", "count", "true").body("scanned", hasSize(5));
    }

    @Test
    void oneRowByItsKey() {
        Api.put("one", DOCUMENT.formatted("one") + "key: [label]\nonConflict: ignore\n")
                .statusCode(201);
        Servers.query("SELECT millrace.ensure_partitions('one', '2026-01-01Z', '2026-01-02Z')");
        Servers.execute("INSERT INTO one (at, label, value) VALUES ('2026-01-01Z', 'a', 1), ('2026-01-02Z', 'a', 2)");
        String path = "/v1/datasets/one/rows/by-key";
        query("label", "a", "at", "2026-01-02T00:00:00Z")
                .get(path)
                .then()
                .statusCode(200)
                .body("value", equalTo(2));
        query("label", "a", "at", "2026-01-03T00:00:00Z")
                .get(path)
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:millrace:problem:unknown-row"));
        query("label", "a").get(path).then().statusCode(400).body("field", equalTo("at"));
        query("label", "a", "at", "noon").get(path).then().statusCode(400).body("field", equalTo("at"));
        query("label", "a").get("/v1/datasets/rows/rows/by-key").then().statusCode(409);
    }

    @Test
    void datesAndTimestampsHaveTheirRanges() {
        for (String type : List.of("date", "timestamp")) {
            String name = "by_" + type;
            Api.put(name, DOCUMENT.formatted(name).replace("timestamptz", type)).statusCode(201);
            Servers.query("SELECT millrace.ensure_partitions('" + name + "', '2026-01-01Z', '2026-01-02Z')");
            Servers.execute(
                    "INSERT INTO %s (at, label) VALUES ('2026-01-01', 'a'), ('2026-01-02', 'b')".formatted(name));
            for (String bounds : List.of("2026-01-01T00:00:01Z", "2026-01-02")) {
                assertThat(given().queryParam("from", bounds)
                                .get("/v1/datasets/{name}/rows", name)
                                .asString())
                        .as(type + " from " + bounds)
                        .contains("\"b\"")
                        .doesNotContain("\"a\"");
            }
            assertThat(given().queryParam("limit", 1)
                            .get("/v1/datasets/{name}/rows", name)
                            .getHeader("Next-Cursor"))
                    .isNotNull();
        }
    }
}
