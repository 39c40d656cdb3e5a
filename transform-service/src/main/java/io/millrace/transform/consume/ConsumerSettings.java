package io.millrace.transform.consume;

import io.millrace.transform.TransformConfig.RecordsConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** How the consumer of the topics of records is set up. */
final class ConsumerSettings {
    private ConsumerSettings() {}

    /** @param kafka what is configured for all clients, the session's time-out among it */
    static Map<String, Object> of(Map<String, Object> kafka, RecordsConfig config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("group.id", config.group());
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none"); // the position is the ledger's; without it there is no reading
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        settings.put("metadata.max.age.ms", config.metadataAge().toMillis());
        // a fetch that waits for partitions without traffic keeps those with traffic waiting, since a broker gets one
        // fetch at a time
        settings.put("fetch.max.wait.ms", 40);
        // memory: what is fetched ahead, packed; what a poll hands out of it, unpacked, is bounded by PollBudget
        settings.put("fetch.max.bytes", 6 << 20);
        settings.put("max.partition.fetch.bytes", 2 << 20);
        settings.put("max.poll.records", 2000);
        return settings;
    }
}
