package io.millrace.stack.e2e;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A dataset's topic of records, as its producers and its administrators see it. */
final class RecordTopic implements AutoCloseable {
    private static final String[] NAMES = {"sensor_id", "recorded_at", "temperature", "humidity", "pressure", "status"};

    private final Installation installation;
    private final String dataset;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final Queue<Exception> lost = new ConcurrentLinkedQueue<>();

    RecordTopic(Installation installation, String dataset) {
        this.installation = installation;
        this.dataset = dataset;
        admin = Admin.create(Map.of("bootstrap.servers", servers()));
        producer = producer(Map.of());
        awaitLeaders(1);
    }

    /**
     * Waits until there are so many partitions, or more, and the leader of each answers. Kafka tells of a new partition a moment before its leader takes
     * records, and an idempotent producer that writes in that moment may never recover: its first batch is refused, the
     * second, already under way, is taken, and from then on the first is out of order until it expires after two minutes.
     */
    void awaitLeaders(int partitions) {
        await(name() + " takes records")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> ends().size() >= partitions);
    }

    String name() {
        return "millrace.records." + dataset;
    }

    String servers() {
        return installation.stack().kafka().bootstrapServers();
    }

    Admin admin() {
        return admin;
    }

    /** @param settings beside the usual ones */
    Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers", servers(),
                "compression.type", "lz4",
                "linger.ms", 5,
                "max.block.ms", 120_000,
                "metadata.max.age.ms", 2_000));
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A row of {@link Sensors} as the JSON object that says the same. */
    static String json(String csvRow) {
        String[] fields = csvRow.strip().split(",");
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < NAMES.length; i++) {
            boolean number = i >= 2 && i <= 4;
            json.append(i == 0 ? "" : ",").append('"').append(NAMES[i]).append("\":");
            json.append(number ? fields[i] : '"' + fields[i] + '"');
        }
        return json.append('}').toString();
    }

    ProducerRecord<byte[], byte[]> entry(String value) {
        return new ProducerRecord<>(name(), value.getBytes(StandardCharsets.UTF_8));
    }

    ProducerRecord<byte[], byte[]> entry(int partition, String value) {
        return new ProducerRecord<>(name(), partition, null, value.getBytes(StandardCharsets.UTF_8));
    }

    void send(String value) {
        send(entry(value));
    }

    void send(ProducerRecord<byte[], byte[]> entry) {
        producer.send(entry, (place, e) -> {
            if (e != null) {
                lost.add(e);
            }
        });
    }

    /** Waits until nothing is on its way any more; what a deleted topic did not take may be lost. */
    void settle() {
        producer.flush();
    }

    /** @throws AssertionError when Kafka does not have all that was sent */
    void flush() {
        producer.flush();
        if (!lost.isEmpty()) {
            throw new AssertionError(lost.size() + " records got lost before they were in Kafka", lost.peek());
        }
    }

    TopicDescription description() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(name())).allTopicNames().get().get(name());
    }

    /** Changes the topic's own settings. */
    void set(Map<String, String> settings) throws ExecutionException, InterruptedException {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name()), changes))
                .all()
                .get();
    }

    /** The latest offset of every partition, markers of transactions included. */
    Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = description().partitions().stream()
                .collect(Collectors.toMap(p -> new TopicPartition(name(), p.partition()), p -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((p, info) -> ends.put(p.partition(), info.offset()));
        return ends;
    }

    /** The ledger's positions of the topic as it is now. */
    private Map<Integer, Long> positions(String topicId) {
        String all = installation.sql("SELECT string_agg(partition || '=' || next_offset, ' ') FROM millrace.stream"
                + " WHERE dataset = '" + dataset + "' AND topic_id = '" + topicId + "'");
        Map<Integer, Long> positions = new HashMap<>();
        if (all != null) {
            for (String one : all.split(" ")) {
                positions.put(Integer.parseInt(one.split("=")[0]), Long.parseLong(one.split("=")[1]));
            }
        }
        return positions;
    }

    /** The topic's id as PostgreSQL has it. */
    String topicId() throws ExecutionException, InterruptedException {
        var id = description().topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    /** Waits until the ledger ends where the topic ends. */
    void awaitIn(Duration atMost) throws ExecutionException, InterruptedException {
        Map<Integer, Long> ends = ends();
        String topicId = topicId();
        await(name() + " is in up to " + ends)
                .atMost(atMost)
                .ignoreExceptions() // PostgreSQL may be the one that was killed
                .until(() -> positions(topicId), ends::equals);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
