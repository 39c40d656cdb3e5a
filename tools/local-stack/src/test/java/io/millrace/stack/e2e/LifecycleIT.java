package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A table's partitions are cut anew while an upload after the other fills it as fast as it can; a migration outlives its service. */
class LifecycleIT {
    private static final int ROWS = 100_000;
    private static final Duration LONG = Duration.ofMinutes(3);
    /** lock_timeout is 2 s: nobody waits longer behind a change at once, and changes pause between their attempts. */
    private static final double LONGEST_STALL_SECONDS = 10;

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    @Test
    void partitionsAreCutAnewWhileRowsPourIn() throws Exception {
        String months = Datasets.readings("recut", "public.recut");
        installation.dataset("recut", months);
        List<String> files = new CopyOnWriteArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger seed = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable stop = () -> enough.set(true)) {
            Future<?> upload = threads.submit(() -> pour(enough, seed, files));
            awaitRows();
            installation.dataset("recut", months.replace("interval: month", "interval: day"));
            recut("day", Instant.now().minus(75, ChronoUnit.DAYS));
            assertThat(partitions("to_char(lower, 'DD') <> '01'")).isGreaterThan(50);
            awaitRows();
            enough.set(true);
            upload.get();
        }
        String all = Sensors.HEADER + String.join("", files).replace(Sensors.HEADER, "");
        installation.copy(
                "public.recut", "public.recut_oracle", new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8)));
        assertThat(installation.sql("SELECT count(*) FROM public.recut"))
                .isEqualTo(Long.toString((long) files.size() * ROWS));
        assertThat(installation.difference("public.recut", "public.recut_oracle"))
                .isZero();
        double stall = Double.parseDouble(installation.sql("""
                SELECT max(extract(epoch FROM loaded_at - before))
                  FROM (SELECT loaded_at, lag(loaded_at) OVER (ORDER BY loaded_at) AS before
                          FROM millrace.ledger l JOIN millrace.job j ON j.id = l.job_id WHERE j.dataset = 'recut') l
                """));
        System.out.printf(
                "%,d rows loaded meanwhile; the loader's longest stall: %.2f s%n", files.size() * ROWS, stall);
        assertThat(stall).isLessThan(LONGEST_STALL_SECONDS);
    }

    /** The oracle is a second table that the writers change in the same transactions. */
    @Test
    void aMigrationOutlivesItsServiceAndCanBeTakenBack() throws Exception {
        installation.sql("""
                CREATE TABLE public.events (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, value integer);
                INSERT INTO public.events SELECT n, now() - n * interval '30 seconds', n FROM generate_series(1, 500000) n;
                CREATE TABLE public.events_oracle AS SELECT * FROM public.events;
                ALTER TABLE public.events_oracle ADD PRIMARY KEY (id);
                """);
        ServiceProcess partition = installation.stack().service(Component.PARTITION);
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable stop = () -> enough.set(true)) {
            Future<Long> writer = threads.submit(() -> write(enough));
            String path = begin("{\"kind\": \"copy\", \"table\": \"public.events\", \"column\": \"created_at\","
                    + " \"interval\": \"month\"}");
            await("rows are being copied")
                    .atMost(LONG)
                    .until(() -> installation
                                    .get(Component.PARTITION, path)
                                    .json()
                                    .get("rowsDone")
                                    .asLong()
                            > 0);
            partition.kill();
            partition.start();
            partition.awaitReady();
            awaitState(path, "swapped");
            assertThat(installation.difference("public.events", "public.events_oracle"))
                    .isZero();
            Answer asked = installation.post(Component.PARTITION, path + "/rollback", "{}");
            assertThat(asked.status()).as("%s", asked.json()).isLessThan(300);
            awaitState(path, "rolled_back");
            enough.set(true);
            assertThat(writer.get()).isPositive();
        }
        assertThat(installation.difference("public.events", "public.events_oracle"))
                .isZero();
        assertThat(installation.sql("SELECT relkind FROM pg_class WHERE oid = 'public.events'::regclass"))
                .isEqualTo("r");
    }

    /** @return how many transactions were committed */
    private static long write(AtomicBoolean enough) throws SQLException {
        long committed = 0;
        try (Connection connection = installation.stack().database().connect();
                Statement statement = connection.createStatement()) {
            while (!enough.get()) {
                long id = committed * 7919 % 600_000;
                String change =
                        switch ((int) (committed % 3)) {
                            case 0 ->
                                "INSERT INTO %%s VALUES (%d, now(), 0) ON CONFLICT DO NOTHING"
                                        .formatted(1_000_000 + committed);
                            case 1 ->
                                "UPDATE %%s SET value = -1, created_at = created_at - interval '1 day' WHERE id = %d"
                                        .formatted(id);
                            default -> "DELETE FROM %%s WHERE id = %d".formatted(id);
                        };
                statement.execute("BEGIN; %s; %s; COMMIT"
                        .formatted(change.formatted("public.events"), change.formatted("public.events_oracle")));
                committed++;
            }
        }
        return committed;
    }

    private static void pour(AtomicBoolean enough, AtomicInteger seed, List<String> files) {
        while (!enough.get()) {
            String csv = new Sensors(seed.incrementAndGet()).csv(ROWS);
            Answer loaded = installation.load("recut", csv);
            assertThat(loaded.state()).as("%s", loaded.json()).isEqualTo("complete");
            files.add(csv);
        }
    }

    /** More than there were. */
    private static void awaitRows() {
        long before = loaded();
        await("rows").atMost(LONG).until(() -> loaded() > before);
    }

    private static long loaded() {
        return Long.parseLong(installation.sql("SELECT count(*) FROM millrace.ledger l JOIN millrace.job j"
                + " ON j.id = l.job_id WHERE j.dataset = 'recut'"));
    }

    private static long partitions(String which) {
        return Long.parseLong(
                installation.sql("SELECT count(*) FROM millrace.partitions('public.recut') WHERE " + which));
    }

    private static void recut(String interval, Instant to) {
        awaitState(
                begin("{\"kind\": \"recut\", \"table\": \"public.recut\", \"interval\": \"%s\", \"to\": \"%s\"}"
                        .formatted(interval, to)),
                "done");
    }

    /** @return where the migration is told of */
    private static String begin(String request) {
        Answer begun = installation.post(Component.PARTITION, "/v1/migrations", request);
        assertThat(begun.status()).as("%s", begun.json()).isEqualTo(202);
        return "/v1/migrations/" + begun.json().get("id").asText();
    }

    private static void awaitState(String path, String state) {
        await(path + " is " + state)
                .atMost(LONG)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class) // the service is not up yet
                .until(() -> {
                    Answer migration = installation.get(Component.PARTITION, path);
                    assertThat(migration.state()).as("%s", migration.json()).isNotEqualTo("failed");
                    return migration.state().equals(state);
                });
    }
}
