package io.millrace.bench.peer;

import io.millrace.embedded.Database;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an operator who wants rows quickly sets the sink up. Two tasks for two partitions, polls and batches of 10,000, fetches
 * of 10 MiB, batched inserts rewritten to multi-row ones by the driver, no key, no schema evolution, connection pool as it
 * is by default. Records carry no schema: it stands in the converter's settings, and says that {@code recorded_at} is an
 * instant in ISO 8601. Only committed records are read, as on the other side.
 */
final class PeerSettings {
    private static final int BATCH = 10_000;
    private static final int FETCH_BYTES = 10 << 20;
    private static final String SCHEMA = """
            {"type": "struct", "optional": false, "fields": [\
            {"field": "sensor_id", "type": "string", "optional": false},\
            {"field": "recorded_at", "type": "string", "optional": false, "name": "io.debezium.time.ZonedTimestamp"},\
            {"field": "temperature", "type": "double", "optional": true},\
            {"field": "humidity", "type": "double", "optional": true},\
            {"field": "pressure", "type": "double", "optional": true},\
            {"field": "status", "type": "string", "optional": true}]}""";

    private PeerSettings() {}

    static Map<String, String> worker(String servers, int port, Path offsets) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("listeners", "http://localhost:" + port);
        settings.put("offset.storage.file.filename", offsets.toString());
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter.schemas.enable", "true");
        settings.put("value.converter.schema.content", SCHEMA);
        settings.put("consumer.isolation.level", "read_committed");
        settings.put("consumer.auto.offset.reset", "earliest");
        settings.put("consumer.max.poll.records", Integer.toString(BATCH));
        settings.put("consumer.max.partition.fetch.bytes", Integer.toString(FETCH_BYTES));
        return settings;
    }

    static Map<String, String> connector(String name, String topic, int tasks, Database database, String table) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", name);
        settings.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        settings.put("tasks.max", Integer.toString(tasks));
        settings.put("topics", topic);
        settings.put("connection.url", database.jdbcUrl() + "?reWriteBatchedInserts=true");
        settings.put("connection.username", database.user());
        settings.put("connection.password", database.password());
        settings.put("collection.name.format", table);
        settings.put("insert.mode", "insert");
        settings.put("primary.key.mode", "none");
        settings.put("schema.evolution", "none");
        settings.put("batch.size", Integer.toString(BATCH));
        return settings;
    }
}
