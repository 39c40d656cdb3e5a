package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What producers write is in the table, whatever they, their topics and their brokers do. */
class StreamIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int RECREATIONS = Integer.getInteger("millrace.recreations", 1);
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    private static RecordTopic dataset(String name, String more) {
        installation.dataset(name, Datasets.readings(name, table(name)) + more);
        return new RecordTopic(installation, name);
    }

    private static String table(String dataset) {
        return "public." + dataset.replace('-', '_');
    }

    /** The table has the rows and no other, as PostgreSQL's own COPY reads them. */
    private static void assertIn(String dataset, List<String> rows) {
        InputStream csv =
                new ByteArrayInputStream((Sensors.HEADER + String.join("", rows)).getBytes(StandardCharsets.UTF_8));
        installation.copy(table(dataset), "public.stream_oracle", csv);
        assertThat(installation.difference(table(dataset), "public.stream_oracle"))
                .isZero();
    }

    private static List<String> rows(int seed, int count) {
        Sensors sensors = new Sensors(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(sensors.row());
        }
        return rows;
    }

    private static JsonNode stream(String dataset) {
        return installation.get(Component.INGEST, "/v1/streams/" + dataset).json();
    }

    @Test
    void lightTrafficIsInWithinASecond() throws Exception {
        try (RecordTopic topic = dataset("stream-light", "")) {
            List<String> rows = rows(1, 20);
            topic.send(RecordTopic.json(rows.getFirst())); // the first of all waits for the reader to open
            topic.flush();
            topic.awaitIn(SOON);
            for (String row : rows.subList(1, rows.size())) {
                topic.send(RecordTopic.json(row));
                topic.flush();
                topic.awaitIn(SOON);
                assertThat(stream("stream-light").get("freshnessSeconds").asDouble())
                        .isLessThan(1);
            }
            assertIn("stream-light", rows);
        }
    }

    @Test
    void abortedTransactionsNeverShowUp() throws Exception {
        try (RecordTopic topic = dataset("stream-transactions", "");
                Producer<byte[], byte[]> producer = topic.producer(
                        Map.of("transactional.id", UUID.randomUUID().toString()))) {
            List<String> committed = new ArrayList<>();
            producer.initTransactions();
            List<String> rows = rows(2, 3000);
            for (int transaction = 0; transaction < 30; transaction++) {
                producer.beginTransaction();
                List<String> some = rows.subList(transaction * 100, transaction * 100 + 100);
                some.forEach(row -> producer.send(topic.entry(RecordTopic.json(row))));
                if (transaction % 3 == 1) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                    committed.addAll(some);
                }
            }
            topic.awaitIn(SOON);
            assertIn("stream-transactions", committed);
        }
    }

    @Test
    void compactedHolesAreNoGaps() throws Exception {
        try (RecordTopic topic = dataset("stream-compacted", "")) {
            topic.set(Map.of(
                    "cleanup.policy", "compact",
                    "segment.ms", "100",
                    "min.cleanable.dirty.ratio", "0.01",
                    "max.compaction.lag.ms", "500"));
            ServiceProcess transform = installation.stack().service(Component.TRANSFORM);
            transform.stop(); // nobody reads while the log is being compacted
            long left;
            List<String> rows = rows(3, 2000);
            try (Producer<byte[], byte[]> producer = topic.producer(Map.of())) {
                for (int i = 0; i < rows.size(); i++) {
                    producer.send(keyed(topic, "key-" + i % 50, rows.get(i)));
                }
                producer.flush();
                await("compaction")
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> {
                            // a later record rolls the segment, and only what lies in closed segments is compacted
                            producer.send(keyed(topic, "last", rows.getLast())).get();
                            return records(topic, 0) < 200;
                        });
                topic.set(Map.of("cleanup.policy", "delete"));
                left = records(topic, 0);
            } finally {
                transform.start();
            }
            topic.awaitIn(SOON);
            // the cleaner may have been at work for a moment longer
            assertThat(Long.parseLong(installation.sql("SELECT count(*) FROM " + table("stream-compacted"))))
                    .isBetween(records(topic, 0), left);
            assertThat(stream("stream-compacted").get("lagRecords").asLong()).isZero();
        }
    }

    private static ProducerRecord<byte[], byte[]> keyed(RecordTopic topic, String key, String row) {
        byte[] value = RecordTopic.json(row).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic.name(), 0, key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** How many records a plain consumer finds. */
    private static long records(RecordTopic topic, int partition) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", topic.servers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(topic.name(), partition);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            long count = 0;
            while (consumer.position(only) < end) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            return count;
        }
    }

    @Test
    void aTopicDeletedAndMadeAnewStartsAnewAndIsReported() throws Exception {
        try (RecordTopic topic = dataset("stream-anew", "")) {
            List<String> first = rows(4, 500);
            first.forEach(row -> topic.send(RecordTopic.json(row)));
            topic.flush();
            topic.awaitIn(SOON);
            String former = topic.topicId();
            topic.admin().deleteTopics(List.of(topic.name())).all().get();
            await("the topic is made anew").atMost(SOON).ignoreExceptions().until(() -> !topic.topicId()
                    .equals(former));
            topic.awaitLeaders(3);
            // more than the former one had: its position would fit
            List<String> second = rows(5, 2000);
            second.forEach(row -> topic.send(RecordTopic.json(row)));
            topic.flush();
            topic.awaitIn(SOON);
            List<String> all = new ArrayList<>(first);
            all.addAll(second);
            assertIn("stream-anew", all);
            assertThat(installation.sql("SELECT count(*) FROM millrace.stream WHERE topic_id = '" + former
                            + "' AND replaced_at IS NOT NULL"))
                    .isEqualTo("3");
        }
    }

    /** More often: {@code -Dmillrace.recreations=50}. */
    @Test
    void aTopicMadeAnewUnderLoadLosesNothingThatTheNewOneHas() throws Exception {
        try (RecordTopic topic = dataset("stream-anew-loaded", "")) {
            for (int run = 1; run <= RECREATIONS; run++) {
                for (int round = 0; round < 3; round++) {
                    String former = topic.topicId();
                    rows(10 + round, 20_000).forEach(row -> topic.send(RecordTopic.json(row)));
                    makeAnew(topic, former); // at once: its records are on their way
                }
                topic.settle(); // or what is still being retried would come behind the ends that are waited for
                installation.sql("DELETE FROM " + table("stream-anew-loaded"));
                long begun = System.nanoTime();
                allIsIn(topic, rows(20, 30_000));
                System.out.printf(
                        "topic made anew under load, run %d of %d: in after %d ms%n",
                        run,
                        RECREATIONS,
                        Duration.ofNanos(System.nanoTime() - begun).toMillis());
            }
        }
    }

    private static void makeAnew(RecordTopic topic, String former) throws Exception {
        topic.admin().deleteTopics(List.of(topic.name())).all().get();
        // by this test or by the partition service, which makes up for topics that are not there
        await("made anew").atMost(SOON).ignoreExceptions().until(() -> {
            if (!topic.admin().listTopics().names().get().contains(topic.name())) {
                topic.admin()
                        .createTopics(List.of(new NewTopic(topic.name(), 3, (short) 1)))
                        .all()
                        .get();
            }
            return !topic.topicId().equals(former);
        });
        topic.awaitLeaders(3);
    }

    /** What the topics before had may have come in between, but of this one everything, once. */
    private static void allIsIn(RecordTopic topic, List<String> rows) throws Exception {
        String last = topic.topicId();
        try (Producer<byte[], byte[]> producer = topic.producer(Map.of())) {
            rows.forEach(row -> producer.send(topic.entry(RecordTopic.json(row))));
        }
        topic.awaitIn(SOON);
        assertThat(installation.sql("SELECT sum(rows) FROM millrace.stream WHERE topic_id = '" + last + "'"))
                .isEqualTo(String.valueOf(
                        topic.ends().values().stream().mapToLong(end -> end).sum()));
        InputStream csv =
                new ByteArrayInputStream((Sensors.HEADER + String.join("", rows)).getBytes(StandardCharsets.UTF_8));
        installation.copy(table("stream-anew-loaded"), "public.stream_oracle", csv);
        assertThat(installation.sql("SELECT count(*) FROM (SELECT * FROM public.stream_oracle EXCEPT ALL SELECT * FROM "
                        + table("stream-anew-loaded") + ") d"))
                .isEqualTo("0");
    }

    @Test
    void partitionsMayGrowUnderLoad() throws Exception {
        try (RecordTopic topic = dataset("stream-grown", "")) {
            List<String> rows = rows(6, 6000);
            rows.subList(0, 3000).forEach(row -> topic.send(RecordTopic.json(row)));
            topic.admin()
                    .createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            topic.awaitLeaders(6);
            for (int i = 3000; i < rows.size(); i++) {
                topic.send(topic.entry(i % 6, RecordTopic.json(rows.get(i))));
            }
            topic.flush();
            topic.awaitIn(SOON);
            assertIn("stream-grown", rows);
            assertThat(stream("stream-grown").get("partitions")).hasSize(6);
        }
    }

    @Test
    void whatIsNoRowIsARejectThatCanBeDownloaded() throws Exception {
        try (RecordTopic topic = dataset("stream-poison", "")) {
            List<String> rows = rows(7, 3);
            topic.send(RecordTopic.json(rows.get(0)));
            topic.send(topic.entry(0, "no json, \"but\" quotes"));
            topic.send(topic.entry(0, "{\"sensor_id\":\"a\",\"recorded_at\":\"2026-01-01\",\"status\":\"BROKEN\"}"));
            topic.send(topic.entry(0, "x".repeat(1_000_000)));
            topic.send(new ProducerRecord<>(topic.name(), 0, null, new byte[] {0, (byte) 0xFF, 1}));
            topic.send(new ProducerRecord<>(topic.name(), 0, null, null));
            topic.send(RecordTopic.json(rows.get(1)));
            topic.flush();
            topic.awaitIn(SOON);
            assertIn("stream-poison", rows.subList(0, 2));
            JsonNode stream = stream("stream-poison");
            assertThat(stream.get("rows").asLong()).isEqualTo(2);
            assertThat(stream.get("rejects").asLong()).isEqualTo(5);
            String rejects = installation
                    .get(Component.INGEST, "/v1/streams/stream-poison/rejects")
                    .http()
                    .body();
            assertThat(rejects)
                    .contains(topic.name(), "\"no json, \"\"but\"\" quotes\"", "status", "BROKEN", "tombstone");
        }
    }

    @Test
    void moreThanTheHeapThatPacksWellIsRejectedOnceAndKillsNobody() throws Exception {
        int records = 500; // of a MiB each; transform has a heap of 256 MiB
        Map<String, Object> packed =
                Map.of("compression.type", "zstd", "batch.size", 1 << 20, "max.request.size", 4 << 20);
        long before =
                installation.stack().service(Component.TRANSFORM).process().pid();
        try (RecordTopic topic = dataset("stream-packed", "");
                Producer<byte[], byte[]> producer = topic.producer(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic.name(), i % 3, null, zeros));
            }
            producer.flush();
            topic.awaitIn(SOON);
            assertThat(stream("stream-packed").get("rejects").asInt()).isEqualTo(records);
            assertThat(installation.sql("SELECT count(*) || ' ' || min(raw_length) FROM millrace.record_reject JOIN"
                            + " millrace.stream s USING (topic_id, partition) WHERE s.dataset = 'stream-packed'"))
                    .isEqualTo(records + " 1048576");
        }
        assertThat(installation.stack().service(Component.TRANSFORM).process().pid())
                .isEqualTo(before);
        assertThat(installation.stack().service(Component.TRANSFORM).isRunning())
                .isTrue();
    }

    @Test
    void anOffsetThatExpiredStopsThePartitionUntilAPersonSkips() throws Exception {
        try (RecordTopic topic = dataset("stream-expired", "")) {
            List<String> rows = rows(8, 300);
            for (String row : rows.subList(0, 100)) {
                topic.send(topic.entry(0, RecordTopic.json(row)));
            }
            topic.flush();
            topic.awaitIn(SOON);
            ServiceProcess transform = installation.stack().service(Component.TRANSFORM);
            transform.stop();
            try {
                for (String row : rows.subList(100, 200)) {
                    topic.send(topic.entry(0, RecordTopic.json(row)));
                }
                topic.flush();
                topic.admin()
                        .deleteRecords(Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(150)))
                        .all()
                        .get();
            } finally {
                transform.start();
            }
            await("stopped")
                    .atMost(SOON)
                    .until(() -> stream("stream-expired").get("state").asText().equals("out_of_range"));
            JsonNode partition = stream("stream-expired").get("partitions").get(0);
            assertThat(partition.get("position").asLong()).isEqualTo(100);
            assertThat(partition.get("reason").asText()).isEqualTo("offset 100 is next, and the topic has 150 to 200");
            assertThat(partition.get("remedy").asText())
                    .isEqualTo("./millrace streams skip stream-expired 0 --to earliest");
            for (String row : rows.subList(200, 300)) {
                topic.send(topic.entry(0, RecordTopic.json(row)));
                topic.send(topic.entry(1, RecordTopic.json(row))); // the others go on
            }
            topic.flush();
            await("partition 1 goes on").atMost(SOON).until(() -> installation
                    .sql("SELECT next_offset FROM millrace.stream WHERE dataset = 'stream-expired'"
                            + " AND partition = 1")
                    .equals("100"));
            assertThat(installation
                            .post(
                                    Component.INGEST,
                                    "/v1/streams/stream-expired/partitions/0/skip",
                                    "{\"to\": \"earliest\"}")
                            .status())
                    .isEqualTo(200);
            topic.awaitIn(SOON);
            List<String> left = new ArrayList<>(rows.subList(0, 100));
            left.addAll(rows.subList(150, 300));
            left.addAll(rows.subList(200, 300));
            assertIn("stream-expired", left);
            assertThat(installation.sql("SELECT from_offset || ' ' || to_offset FROM millrace.stream_skip"))
                    .isEqualTo("100 150");
        }
    }

    @Test
    void aDeletedDatasetsStreamStopsAndGoesOnWhenItIsMadeAnew() throws Exception {
        List<String> rows = rows(9, 300);
        try (RecordTopic topic = dataset("stream-deleted", "")) {
            rows.subList(0, 100).forEach(row -> topic.send(RecordTopic.json(row)));
            topic.flush();
            topic.awaitIn(SOON);
            assertThat(installation
                            .delete(Component.PARTITION, "/v1/datasets/stream-deleted")
                            .status())
                    .isEqualTo(204);
            rows.subList(100, 200).forEach(row -> topic.send(RecordTopic.json(row)));
            topic.flush();
            try (RecordTopic other = dataset("stream-survivor", "")) {
                other.send(RecordTopic.json(rows.getFirst()));
                other.flush();
                other.awaitIn(SOON); // whoever came later is in, and the deleted one is not read
            }
            assertThat(installation.sql("SELECT count(*) FROM " + table("stream-deleted")))
                    .isEqualTo("100");
        }
        try (RecordTopic topic = dataset("stream-deleted", "")) {
            rows.subList(200, 300).forEach(row -> topic.send(RecordTopic.json(row)));
            topic.flush();
            topic.awaitIn(SOON);
            assertIn("stream-deleted", rows);
        }
    }

    @Test
    void csvLinesWithKeyTimestampAndHeader() throws Exception {
        installation.dataset("stream-csv", """
                name: stream-csv
                table: public.stream_csv
                timeColumn: at
                partitioning: {interval: month}
                accept: {past: 20 years}
                records: {format: csv, key: site, timestamp: at, headers: {trace: trace}}
                columns:
                  - {name: site,  type: text, required: true}
                  - {name: at,    type: timestamptz, required: true}
                  - {name: trace, type: text}
                  - {name: path,  type: text}
                  - {name: took,  type: double precision}
                """);
        try (RecordTopic topic = new RecordTopic(installation, "stream-csv");
                Producer<byte[], byte[]> producer = topic.producer(Map.of("compression.type", "gzip"))) {
            ProducerRecord<byte[], byte[]> entry = new ProducerRecord<>(
                    topic.name(),
                    null,
                    1_767_225_600_123L,
                    "site-1".getBytes(StandardCharsets.UTF_8),
                    "\"/a,b\",1.5".getBytes(StandardCharsets.UTF_8));
            entry.headers().add("trace", "t-1".getBytes(StandardCharsets.UTF_8));
            producer.send(entry).get();
            topic.awaitIn(SOON);
            assertThat(installation.sql("SELECT concat_ws('|', site, at AT TIME ZONE 'UTC', trace, path, took)"
                            + " FROM public.stream_csv"))
                    .isEqualTo("site-1|2026-01-01 00:00:00.123|t-1|/a,b|1.5");
        }
    }

    @Test
    void everyCodecThatAProducerMayPick() throws Exception {
        try (RecordTopic topic = dataset("stream-codecs", "")) {
            List<String> rows = rows(11, 1000);
            int row = 0;
            for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
                try (Producer<byte[], byte[]> producer = topic.producer(Map.of("compression.type", codec))) {
                    for (int i = 0; i < 200; i++) {
                        producer.send(topic.entry(RecordTopic.json(rows.get(row++))));
                    }
                }
            }
            topic.awaitIn(SOON);
            assertIn("stream-codecs", rows);
        }
    }
}
