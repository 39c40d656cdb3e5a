package io.millrace.ingest;

import io.millrace.contract.message.DatasetVersion;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.OwnServers;
import io.millrace.embedded.PostgresServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
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

    private OwnServers servers;
    private LedgerFixture ledger;

    @Override
    public Map<String, String> start() {
        servers = OwnServers.start(Map.of(Topics.UNITS, PARTITIONS, Topics.DATASETS, 1));
        ledger = LedgerFixture.in(servers.postgres());
        DatasetVersion readings = DatasetVersion.newBuilder()
                .setName("readings")
                .setVersion(1)
                .setDefinition(READINGS)
                .build();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.DATASETS, "readings/1", readings.toByteArray()))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "quarkus.http.test-port", "0",
                "kafka.bootstrap.servers", servers.kafka().bootstrapServers(),
                "quarkus.datasource.reactive.url",
                        "postgresql://localhost:" + servers.postgres().port() + "/"
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
        into.injectIntoFields(servers.kafka(), new TestInjector.MatchesType(KafkaServer.class));
        into.injectIntoFields(servers.postgres(), new TestInjector.MatchesType(PostgresServer.class));
        into.injectIntoFields(ledger, new TestInjector.MatchesType(LedgerFixture.class));
    }

    @Override
    public void stop() {
        if (servers != null) {
            servers.close();
        }
    }
}
