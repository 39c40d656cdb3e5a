package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything that can die dies in the middle of an upload, and the table is what COPY makes of the file. The body is
 * handed out in as many portions as there are blows; a portion flows when the blow before has fallen, and a blow falls
 * when a random part of its portion is in the ledger. So every blow hits while units are on their way.
 *
 * <p>Longer: {@code -Dmillrace.chaos.rows=10000000 -Dmillrace.chaos.blows=30 -Dmillrace.chaos.seed=7}.
 */
class ChaosIT {
    private static final int ROWS = Integer.getInteger("millrace.chaos.rows", 400_000);
    private static final int BLOWS = Integer.getInteger("millrace.chaos.blows", 6);
    private static final long SEED = Long.getLong("millrace.chaos.seed", System.nanoTime());
    private static final int UNIT = 10_000;

    private static Installation installation;
    private static Path file;

    @BeforeAll
    static void start() throws IOException {
        installation = Installation.get();
        file = Sensors.file(Path.of("target/chaos.csv"), ROWS, SEED);
        System.out.printf("chaos with %,d rows, %d blows, seed %d%n", ROWS, BLOWS, SEED);
    }

    @Test
    void loaderAndTransformKilledAtRandomMoments() throws IOException {
        ServiceProcess loader = installation.stack().service(Component.LOADER);
        ServiceProcess transform = installation.stack().service(Component.TRANSFORM);
        List<Runnable> blows = List.of(
                () -> {
                    loader.kill();
                    loader.start();
                },
                () -> {
                    loader.kill();
                    transform.kill();
                    loader.start();
                    transform.start();
                });
        survives("killed", BLOWS, blows);
    }

    @Test
    void postgresStoppedAtOnceAndStartedAgain() throws IOException {
        survives("database", 2, List.of(() -> {
            installation.stack().postgres().stopImmediate();
            installation.stack().postgres().start();
        }));
    }

    @Test
    void kafkaKilledAndRestarted() throws IOException {
        survives(
                "broker",
                2,
                List.of(
                        () -> {
                            installation.stack().kafka().kill();
                            installation.stack().kafka().start();
                        },
                        () -> installation.stack().kafka().restart()));
    }

    private static void survives(String name, int count, List<Runnable> blows) throws IOException {
        String table = "public.chaos_" + name;
        installation.dataset("chaos-" + name, Datasets.readings("chaos-" + name, table));
        String key = UUID.randomUUID().toString();
        Random random = new Random(SEED);
        long portion = Files.size(file) / (count + 1);
        int units = ROWS / UNIT / (count + 1);
        try (Gate gate = new Gate(file, portion);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answer> upload =
                    CompletableFuture.supplyAsync(() -> uploadUntilAccepted("chaos-" + name, gate, key), threads);
            for (int blow = 0; blow < count; blow++) {
                long until = (long) blow * units + 1 + random.nextInt(Math.max(1, units - 2));
                await("blow " + blow + " at unit " + until)
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> ledger(key) >= until || upload.isDone());
                assertThat(upload).as("the upload goes on until the last blow").isNotDone();
                blows.get(blow % blows.size()).run();
                gate.open(portion);
            }
            gate.open(Long.MAX_VALUE);
            Answer ended = installation.ended(upload.join().id());
            assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
            assertThat(ended.rows("loaded")).isEqualTo(ROWS);
            assertThat(ended.rows("rejected")).isZero();
        }
        try (InputStream csv = Files.newInputStream(file)) {
            installation.copy(table, "public.chaos_oracle", csv);
        }
        assertThat(installation.difference(table, "public.chaos_oracle")).isZero();
        assertThat(installation.sql("SELECT sum(rows) || ' ' || max(byte_to) FROM millrace.ledger l JOIN millrace.job j"
                        + " ON j.id = l.job_id WHERE idempotency_key = '" + key + "'"))
                .isEqualTo(ROWS + " " + Files.size(file));
        installation.sql("DROP TABLE " + table);
    }

    /** As a client does: the same upload with the same key until it is accepted. */
    private static Answer uploadUntilAccepted(String dataset, Gate gate, String key) {
        Answer[] last = new Answer[1];
        await("accepted")
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    try {
                        last[0] = installation.upload(
                                dataset, BodyPublishers.ofInputStream(gate::stream), "Idempotency-Key", key);
                        return last[0].status() < 300;
                    } catch (UncheckedIOException connectionLost) {
                        return false;
                    }
                });
        return last[0];
    }

    private static long ledger(String key) {
        try {
            return Long.parseLong(
                    installation.sql("SELECT count(*) FROM millrace.ledger l JOIN millrace.job j ON j.id = l.job_id"
                            + " WHERE idempotency_key = '" + key + "'"));
        } catch (IllegalStateException databaseAway) {
            return 0;
        }
    }
}
