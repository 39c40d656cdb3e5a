package io.millrace.partition.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.contract.topic.Topics;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.partition.Api;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OwnKafka.class)
class KafkaAwayIT {
    @Inject
    DatasetCatalog announced;

    @Test
    void aPutSucceedsWhileKafkaIsAwayAndIsMadeUpFor() throws Exception {
        Api.awaitReady();
        OwnKafka.kafka.stop();
        Api.put("patient", Api.document("patient") + "records: {partitions: 5}\n")
                .statusCode(201)
                .body("published", equalTo(false));
        OwnKafka.kafka.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> announced.version("patient", 1).isPresent());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", OwnKafka.kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).contains(Topics.records("patient"));
        }
    }
}
