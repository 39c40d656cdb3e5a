package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Readers and loaders die, freeze, come back as zombies, come and go while records stream in, and the table is what COPY
 * makes of the same rows. Before each blow a portion of the records is produced, and the blow falls when a random part of
 * it is in the ledger, so that every blow hits while slices are on their way.
 *
 * <p>Longer: {@code -Dmillrace.chaos.rows=10000000 -Dmillrace.chaos.seed=7}.
 */
class StreamChaosIT {
    private static final int ROWS = Integer.getInteger("millrace.chaos.rows", 400_000);
    private static final long SEED = Long.getLong("millrace.chaos.seed", System.nanoTime());
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String READERS = "millrace-transform-records";
    private static final String LOADERS = "millrace-loader";

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
        System.out.printf("chaos with %,d records, seed %d%n", ROWS, SEED);
    }

    @Test
    void killedPausedResumedAddedAndRemoved() throws Exception {
        String table = "public.stream_chaos";
        installation.dataset("stream-chaos", Datasets.readings("stream-chaos", table) + "records: {partitions: 6}\n");
        Path file = Sensors.file(Path.of("target/stream-chaos.csv"), ROWS, SEED);
        ServiceProcess transform = installation.stack().service(Component.TRANSFORM);
        ServiceProcess loader = installation.stack().service(Component.LOADER);
        Random random = new Random(SEED);
        try (RecordTopic topic = new RecordTopic(installation, "stream-chaos")) {
            assertThat(topic.description().partitions()).hasSize(6);
            Deque<ServiceProcess> more = new ArrayDeque<>();
            List<Blow> blows = List.of(
                    new Blow("a reader is killed", () -> again(transform)),
                    new Blow("a loader is killed", () -> again(loader)),
                    new Blow("a second reader comes", () -> {
                        more.push(installation.stack().addReplica(Component.TRANSFORM));
                        members(topic, READERS, 2);
                    }),
                    new Blow("the first reader freezes, and the second takes over", () -> {
                        transform.pause();
                        members(topic, READERS, 1);
                    }),
                    new Blow("the zombie wakes with slices in its hands", transform::resume),
                    new Blow("the second reader is killed for good", () -> {
                        more.pop().kill();
                        members(topic, READERS, 1);
                    }),
                    new Blow("a second loader comes", () -> {
                        more.push(installation.stack().addReplica(Component.LOADER));
                        members(topic, LOADERS, 2);
                    }),
                    new Blow("the first loader freezes, and the second takes over", () -> {
                        loader.pause();
                        members(topic, LOADERS, 1);
                    }),
                    new Blow("the zombie wakes with a transaction in its hands", loader::resume),
                    new Blow("the second loader leaves in order", () -> more.pop()
                            .stop()),
                    new Blow("the broker is killed", () -> {
                        installation.stack().kafka().kill();
                        installation.stack().kafka().start();
                    }),
                    new Blow("both are killed", () -> {
                        transform.kill();
                        again(loader);
                        transform.start();
                    }));
            try (Stream<String> lines = Files.lines(file)) {
                var rows = lines.skip(1).iterator();
                int portion = ROWS / (blows.size() + 1);
                int sent = 0;
                for (Blow blow : blows) {
                    long before = sent;
                    for (int i = 0; i < portion; i++, sent++) {
                        topic.send(RecordTopic.json(rows.next()));
                    }
                    CompletableFuture<Void> flushed = CompletableFuture.runAsync(topic::flush);
                    long until = before + random.nextInt(portion);
                    await(blow.name + " at " + until)
                            .atMost(LONG)
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> in() >= until);
                    System.out.printf("%,d of %,d are in: %s%n", in(), sent, blow.name);
                    blow.strike.run();
                    flushed.get();
                }
                while (rows.hasNext()) {
                    topic.send(RecordTopic.json(rows.next()));
                }
                topic.flush();
            }
            topic.awaitIn(LONG);
            assertThat(topic.ends().values().stream().mapToLong(end -> end).sum())
                    .isEqualTo(ROWS);
        }
        try (InputStream csv = Files.newInputStream(file)) {
            installation.copy(table, "public.stream_chaos_oracle", csv);
        }
        assertThat(installation.difference(table, "public.stream_chaos_oracle")).isZero();
        assertThat(installation.sql("SELECT sum(rows) || ' ' || sum(rejects) || ' ' || count(*) FROM millrace.stream"
                        + " WHERE dataset = 'stream-chaos'"))
                .isEqualTo(ROWS + " 0 6");
        installation.sql("DROP TABLE " + table);
    }

    private record Blow(String name, Strike strike) {}

    private interface Strike {
        void run() throws Exception;
    }

    private static void again(ServiceProcess service) {
        service.kill();
        service.start();
    }

    /** Waits until the group has that many members, and all of them have something to do. */
    private static void members(RecordTopic topic, String group, int count) {
        await(count + " members of " + group).atMost(LONG).ignoreExceptions().until(() -> {
            ConsumerGroupDescription description = topic.admin()
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group);
            return description.members().stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .map(member -> member.consumerId())
                            .distinct()
                            .count()
                    == count;
        });
    }

    private static long in() {
        String rows = installation.sql(
                "SELECT coalesce(sum(next_offset), 0) FROM millrace.stream WHERE dataset = 'stream-chaos'");
        return Long.parseLong(rows);
    }
}
