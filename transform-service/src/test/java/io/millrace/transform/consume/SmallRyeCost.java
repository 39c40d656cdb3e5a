package io.millrace.transform.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.embedded.SharedServers;
import io.millrace.transform.receive.KafkaForTests;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;

/**
 * Why the topics of records are read by a plain consumer: 2,000,000 records counted by SmallRye's batches and by a plain
 * consumer, in turn, in one JVM, from a transaction's commit on. Prints records a second and CPU seconds of this JVM a
 * million records. It is a measurement, so it is run by hand only, with {@code -Dit.test=SmallRyeCost}; its name keeps it out
 * of all tests, where its profile would cost another start of the service.
 */
@QuarkusTest
@TestProfile(SmallRyeCost.Profile.class)
@QuarkusTestResource(KafkaForTests.class)
@QuarkusTestResource(value = SmallRyeCost.TwoTopics.class, restrictToAnnotatedClass = true)
class SmallRyeCost {
    private static final String SMALLRYE = "counted-by-smallrye";
    private static final String PLAIN = "counted-plainly";
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 2_000_000;
    private static final int WARMUP = 3;
    private static final int RUNS = 5;

    // as ConsumerSettings has them
    private static final Map<String, String> READING = Map.of(
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false",
            "fetch.max.bytes", "4194304",
            "max.partition.fetch.bytes", "1048576",
            "max.poll.records", "2000");

    @Inject
    Counter counter;

    @Test
    void counts() throws Exception {
        List<byte[]> values = values();
        AtomicLong plainly = new AtomicLong();
        AtomicBoolean stopped = new AtomicBoolean();
        Thread plain = Thread.ofPlatform().start(() -> countPlainly(plainly, stopped));
        List<double[]> smallrye = new ArrayList<>();
        List<double[]> own = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        SharedServers.kafka().bootstrapServers(),
                        "transactional.id",
                        "smallrye-cost",
                        "compression.type",
                        "lz4",
                        "batch.size",
                        65536),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int run = 0; run < WARMUP + RUNS; run++) {
                smallrye.add(measure(producer, SMALLRYE, values, counter.records));
                own.add(measure(producer, PLAIN, values, plainly));
            }
        } finally {
            stopped.set(true);
            plain.join();
        }
        print(SMALLRYE, smallrye.subList(WARMUP, WARMUP + RUNS));
        print(PLAIN, own.subList(WARMUP, WARMUP + RUNS));
        assertThat(counter.records.get()).isEqualTo(plainly.get());
    }

    /** Records a second, and CPU seconds a million records. */
    private static double[] measure(
            KafkaProducer<byte[], byte[]> producer, String topic, List<byte[]> values, AtomicLong counted) {
        long wanted = counted.get() + RECORDS;
        producer.beginTransaction();
        for (int i = 0; i < RECORDS; i++) {
            producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, values.get(i % values.size())));
        }
        producer.flush();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        producer.commitTransaction();
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(2)).until(() -> counted.get() >= wanted);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new double[] {RECORDS / seconds, (system.getProcessCpuTime() - cpu) / 1e3 / RECORDS};
    }

    private static void countPlainly(AtomicLong counted, AtomicBoolean stopped) {
        Map<String, Object> settings = new HashMap<>(READING);
        settings.put("bootstrap.servers", SharedServers.kafka().bootstrapServers());
        settings.put("group.id", PLAIN);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(PLAIN));
            while (!stopped.get()) {
                counted.addAndGet(consumer.poll(Duration.ofMillis(100)).count());
            }
        }
    }

    private static void print(String side, List<double[]> figures) {
        System.out.printf(
                Locale.ROOT,
                "%-20s %,12.0f records/s %8.2f CPU s/million records (medians of %d runs)%n",
                side,
                median(figures, 0),
                median(figures, 1),
                figures.size());
    }

    private static double median(List<double[]> figures, int field) {
        return figures.stream()
                .mapToDouble(figure -> figure[field])
                .sorted()
                .skip(figures.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static List<byte[]> values() {
        Random random = new Random(1);
        return IntStream.range(0, 10_000)
                .mapToObj(i -> String.format(
                                Locale.ROOT,
                                "{\"sensor_id\":\"sensor-%04d\",\"recorded_at\":\"2026-01-%02dT10:%02d:%02dZ\","
                                        + "\"temperature\":%.2f,\"humidity\":%.1f,\"pressure\":%.2f,\"status\":\"OK\"}",
                                random.nextInt(1000),
                                1 + random.nextInt(31),
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextDouble() * 60 - 20,
                                random.nextDouble() * 100,
                                980 + random.nextDouble() * 60)
                        .getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** SmallRye's batch mode at its least: it counts. Without a proxy, since its field is read from outside. */
    @Singleton
    @IfBuildProperty(name = "millrace.smallrye-cost", stringValue = "true")
    static class Counter {
        final AtomicLong records = new AtomicLong();

        @Incoming("counted")
        void count(ConsumerRecords<byte[], byte[]> batch) {
            records.addAndGet(batch.count());
        }
    }

    /** Adds the counted channel. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> channel = new HashMap<>(READING);
            channel.put("connector", "smallrye-kafka");
            channel.put("topic", SMALLRYE);
            channel.put("group.id", SMALLRYE);
            channel.put("batch", "true");
            channel.put("commit-strategy", "ignore");
            channel.put("key.deserializer", ByteArrayDeserializer.class.getName());
            channel.put("value.deserializer", ByteArrayDeserializer.class.getName());
            Map<String, String> config = new HashMap<>();
            channel.forEach((name, value) -> config.put("mp.messaging.incoming.counted." + name, value));
            config.put("millrace.smallrye-cost", "true");
            return config;
        }
    }

    /** The two topics that are counted; the broker and the service's topics are {@link KafkaForTests}' already. */
    public static final class TwoTopics implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try (Admin admin = Admin.create(
                    Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()))) {
                admin.createTopics(List.of(
                                new NewTopic(SMALLRYE, PARTITIONS, (short) 1),
                                new NewTopic(PLAIN, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            } catch (Exception e) {
                throw new IllegalStateException("the topics could not be made", e);
            }
            return Map.of();
        }

        @Override
        public void stop() {
            // the broker ends with the JVM
        }
    }
}
