package io.millrace.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker and a PostgreSQL for a test that stops and starts them; all other tests have {@link SharedServers}. */
public record OwnServers(KafkaServer kafka, PostgresServer postgres) implements AutoCloseable {
    /** @param topics that the broker has from the beginning, with the number of their partitions */
    public static OwnServers start(Map<String, Integer> topics) {
        OwnServers servers = new OwnServers(KafkaServer.temporary(), PostgresServer.temporary());
        List<NewTopic> all = topics.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.empty()))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafka.bootstrapServers()))) {
            admin.createTopics(all).all().get();
        } catch (Exception e) {
            throw new IllegalStateException("the topics could not be made", e);
        }
        return servers;
    }

    @Override
    public void close() {
        postgres.close();
        kafka.close();
    }
}
