package io.millrace.partition.publish;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.SharedServers;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class RecordTopicIT {
    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()));

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private static String with(String dataset, String records) {
        return Api.document(dataset) + "records: {" + records + "}\n";
    }

    @Test
    void theTopicIsThereWhenThePutIsAnswered() throws Exception {
        Api.put("topical", Api.document("topical")).statusCode(201).body("published", equalTo(true));
        assertThat(partitions("topical")).isEqualTo(3);
        assertThat(setting("topical", "cleanup.policy")).isEqualTo("delete");
        assertThat(setting("topical", "retention.ms")).isEqualTo("604800000");
        assertThat(setting("topical", "max.message.bytes")).isEqualTo("1048576");
    }

    @Test
    void itFollowsTheDataset() throws Exception {
        Api.put("follows", with("follows", "partitions: 2, replication: 1, retention: 1 day"))
                .statusCode(201);
        assertThat(partitions("follows")).isEqualTo(2);
        assertThat(setting("follows", "retention.ms")).isEqualTo("86400000");

        Api.put("follows", with("follows", "partitions: 4, retention: 2 days")).statusCode(200);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> partitions("follows") == 4);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> setting("follows", "retention.ms")
                .equals("172800000"));

        Api.put("follows", with("follows", "partitions: 3"))
                .statusCode(409)
                .body("field", equalTo("records.partitions"))
                .body("detail", containsString("4"));
        Api.put("follows", with("follows", "retention: 2 days")).statusCode(200);
        Api.put("follows", with("follows", "partitions: 3"))
                .statusCode(409)
                .body("field", equalTo("records.partitions"))
                .body("detail", containsString("has 4 partitions and cannot shrink to 3"));
        given().get("/v1/datasets/follows").then().body("version", equalTo(3));
    }

    @Test
    void moreCopiesThanBrokersAreRefused() {
        Api.put("copies", with("copies", "replication: 3"))
                .statusCode(409)
                .body("field", equalTo("records.replication"));
        given().get("/v1/datasets/copies").then().statusCode(404);
        Api.put("copies", Api.document("copies")).statusCode(201);
        Api.put("copies", with("copies", "replication: 3"))
                .statusCode(409)
                .body("detail", containsString("has 1 copies"));
    }

    @Test
    void aTopicThatWasThereKeepsItsSettings() throws Exception {
        admin.createTopics(List.of(
                        new NewTopic(Topics.records("older"), 1, (short) 1).configs(Map.of("retention.ms", "-1"))))
                .all()
                .get();
        Api.put("older", Api.document("older")).statusCode(201);
        assertThat(partitions("older")).isEqualTo(1);
        assertThat(setting("older", "retention.ms")).isEqualTo("-1");
    }

    @Test
    void aTopicThatSomebodyDeletedIsMadeAgain() throws Exception {
        Api.put("lost", with("lost", "partitions: 2")).statusCode(201);
        Uuid first = id("lost");
        admin.deleteTopics(List.of(Topics.records("lost"))).all().get();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> !id("lost")
                .equals(first));
        assertThat(partitions("lost")).isEqualTo(2);
    }

    @Test
    void whatSomebodyChangedIsSetBackWhenTheDatasetSpeaksOfIt() throws Exception {
        Api.put("setback", with("setback", "retention: 1 day")).statusCode(201);
        var change = new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource("setback"), List.of(change)))
                .all()
                .get();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> setting("setback", "retention.ms")
                .equals("86400000"));
    }

    @Test
    void aDeletedDatasetLeavesItsTopic() throws Exception {
        Api.put("leaves", Api.document("leaves")).statusCode(201);
        Uuid first = id("leaves");
        given().delete("/v1/datasets/leaves").then().statusCode(204);
        Api.put("leaves", Api.document("leaves")).statusCode(201);
        assertThat(id("leaves")).isEqualTo(first);
    }

    private Uuid id(String dataset) throws Exception {
        return admin.describeTopics(List.of(Topics.records(dataset)))
                .allTopicNames()
                .get()
                .get(Topics.records(dataset))
                .topicId();
    }

    private int partitions(String dataset) throws Exception {
        return admin.describeTopics(List.of(Topics.records(dataset)))
                .allTopicNames()
                .get()
                .get(Topics.records(dataset))
                .partitions()
                .size();
    }

    private String setting(String dataset, String name) throws Exception {
        return admin.describeConfigs(List.of(resource(dataset)))
                .all()
                .get()
                .get(resource(dataset))
                .get(name)
                .value();
    }

    private static ConfigResource resource(String dataset) {
        return new ConfigResource(ConfigResource.Type.TOPIC, Topics.records(dataset));
    }
}
