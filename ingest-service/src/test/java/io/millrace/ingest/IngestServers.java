package io.millrace.ingest;

import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker and a PostgreSQL for the service that all integration tests share; those that stop them start them again. */
public class IngestServers implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 3;
    private static final String READINGS = """
            {"name": "readings", "table": "public.readings", "timeColumn": "recorded_at",
             "partitioning": {"interval": "month"},
             "columns": [{"name": "sensor_id", "type": "text", "required": true},
                         {"name": "recorded_at", "type": "timestamptz", "required": true},
                         {"name": "temperature", "type": "double precision"}]}""";

    private KafkaServer kafka;
    private PostgresServer postgres;
    private LedgerFixture ledger;

    @Override
    public Map<String, String> start() {
        kafka = KafkaServer.temporary();
        postgres = PostgresServer.temporary();
        ledger = LedgerFixture.in(postgres);
        Map<String, Object> broker = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(broker);
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(broker, new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.UNITS, Optional.of(PARTITIONS), Optional.empty()),
                            new NewTopic(Topics.DATASETS, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            DatasetVersion readings = DatasetVersion.newBuilder()
                    .setName("readings")
                    .setVersion(1)
                    .setDefinition(READINGS)
                    .build();
            producer.send(new ProducerRecord<>(Topics.DATASETS, "readings/1", readings.toByteArray()))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "quarkus.http.test-port", "0",
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "quarkus.datasource.reactive.url",
                        "postgresql://localhost:" + postgres.port() + "/"
                                + ledger.database().name(),
                "millrace.ingest.progress.within", "20s",
                "millrace.ingest.wire-limit", "400M",
                "millrace.ingest.header-limit", "1000",
                "millrace.ingest.publish.timeout", "3s",
                "millrace.ingest.publish.block-timeout", "2s",
                "millrace.ingest.status.timeout", "5s",
                "millrace.ingest.status.wait-interval", "50ms");
    }

    @Override
    public void inject(TestInjector into) {
        into.injectIntoFields(kafka, new TestInjector.MatchesType(KafkaServer.class));
        into.injectIntoFields(postgres, new TestInjector.MatchesType(PostgresServer.class));
        into.injectIntoFields(ledger, new TestInjector.MatchesType(LedgerFixture.class));
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }
}
