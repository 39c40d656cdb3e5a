package io.millrace.partition;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The service's HTTP API, as tests speak to it. */
public final class Api {
    private Api() {}

    public static void awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/q/health").statusCode() == 200);
    }

    public static ValidatableResponse put(String name, String document) {
        return put(name, document, "application/yaml");
    }

    public static ValidatableResponse put(String name, String document, String contentType) {
        EncoderConfig utf8 = EncoderConfig.encoderConfig()
                .defaultContentCharset(StandardCharsets.UTF_8)
                .encodeContentTypeAs("application/yaml", ContentType.TEXT);
        return given().config(RestAssured.config().encoderConfig(utf8))
                .contentType(contentType)
                .body(document)
                .put("/v1/datasets/{name}", name)
                .then();
    }

    /** @return a small definition that a test changes a line of */
    public static String document(String table) {
        return """
                table: public.%s
                timeColumn: at
                partitioning: {interval: month, premake: 2}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: label, type: varchar(20), required: true, maxLength: 20, oneOf: [a, b]}
                  - {name: value, type: double precision, min: 0, max: 10}
                indexes: [[label, at]]
                """.formatted(table);
    }
}
