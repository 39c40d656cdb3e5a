package io.millrace.partition.start;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.SharedServers;
import io.millrace.partition.Api;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(AwayServers.class)
class StartUpIT {
    @Test
    void healthTellsTheTruthWhilePostgresComesAndGoes() {
        status("/q/health/live", 200);
        status("/q/health/ready", 503);
        status("/q/health/started", 503);
        away("starting");

        AwayServers.postgres.start();
        status("/q/health/started", 200);
        status("/q/health/ready", 200);
        Api.put("after", Api.document("after")).statusCode(201);

        AwayServers.postgres.stop();
        away("database-away");
        status("/q/health/ready", 503);
        status("/q/health/live", 200);

        AwayServers.postgres.start();
        status("/q/health/ready", 200);
        given().get("/v1/datasets/after").then().statusCode(200);
    }

    @Test
    void theTopicsAreMade() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()))) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> admin.listTopics()
                    .names()
                    .get()
                    .containsAll(List.of(Topics.UNITS, Topics.BATCHES, Topics.DATASETS)));
            var topics = admin.describeTopics(List.of(Topics.UNITS, Topics.BATCHES, Topics.DATASETS))
                    .allTopicNames()
                    .get();
            assertThat(topics.get(Topics.UNITS).partitions()).hasSize(6);
            assertThat(topics.get(Topics.BATCHES).partitions()).hasSize(6);
            assertThat(topics.get(Topics.DATASETS).partitions()).hasSize(1);
            assertThat(setting(admin, Topics.DATASETS, "cleanup.policy")).isEqualTo("compact");
            assertThat(setting(admin, Topics.UNITS, "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(admin, Topics.UNITS, "retention.ms")).isEqualTo("604800000");
            assertThat(setting(admin, Topics.BATCHES, "max.message.bytes")).isEqualTo("17825792");
        }
    }

    @Test
    void theApiIsDescribed() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/v1/datasets/{name}'.put.summary", equalTo("Create or change a dataset"))
                .body(
                        "paths.'/v1/{kind}/{name}/partitions/maintenance'.post.operationId",
                        equalTo("maintainPartitions"));
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("Swagger"));
    }

    private static String setting(Admin admin, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }

    private static void status(String path, int status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get(path).then().statusCode(status));
    }

    private static void away(String problem) {
        given().get("/v1/datasets")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "5")
                .body("type", equalTo("urn:millrace:problem:" + problem));
    }
}
