package io.millrace.partition.publish;

import io.millrace.embedded.KafkaServer;
import io.millrace.partition.Servers;
import java.util.HashMap;
import java.util.Map;

/** A Kafka of its own, which a test may stop. */
public class OwnKafka extends Servers {
    static volatile KafkaServer kafka;

    @Override
    protected String name() {
        return "partition_own_kafka";
    }

    @Override
    public Map<String, String> start() {
        kafka = KafkaServer.temporary();
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        return settings;
    }

    @Override
    public void stop() {
        kafka.close();
    }
}
