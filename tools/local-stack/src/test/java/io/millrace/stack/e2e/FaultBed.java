package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.Ports;
import io.millrace.stack.Stack;
import io.millrace.stack.StackListener;
import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * An installation whose services reach Kafka and PostgreSQL through {@link Proxy proxies}, and a load on it: an upload and a
 * stream into one table, in the middle of which a fault strikes.
 */
final class FaultBed implements AutoCloseable {
    static final String TABLE = "public.faults";
    private static final int UPLOADED = Integer.getInteger("millrace.faults.rows", 60_000);
    private static final int STREAMED = UPLOADED / 5;
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Installation installation;
    private final Proxy kafka;
    private final Proxy postgres;
    private final Path file = Path.of("target/faults.csv");
    private final List<String> records = new ArrayList<>();

    /** A fault: how it strikes while a load is on its way, that it is felt, and how it goes away. */
    interface Fault {
        void strike() throws Exception;

        /** Asked until it is so; whatever it throws means no. */
        boolean felt() throws Exception;

        default void end() throws Exception {}

        /** The services that it kills. */
        default Set<Component> killed() {
            return Set.of();
        }
    }

    private FaultBed(Installation installation, Proxy kafka, Proxy postgres) {
        this.installation = installation;
        this.kafka = kafka;
        this.postgres = postgres;
    }

    static FaultBed start() throws IOException {
        Path state = Path.of("target/faults").toAbsolutePath();
        Stack.wipe(state);
        StackOptions plain = Installation.options(state);
        int forKafka = Ports.free();
        int forPostgres = Ports.free();
        int behind = Ports.free();
        int controller = Ports.free();
        int direct = plain.port(Component.KAFKA);
        StackOptions options = plain.withKafka(
                        "listeners",
                        "PLAINTEXT://localhost:%d,PROXIED://localhost:%d,CONTROLLER://localhost:%d"
                                .formatted(direct, behind, controller))
                .withKafka(
                        "advertised.listeners",
                        "PLAINTEXT://localhost:%d,PROXIED://localhost:%d".formatted(direct, forKafka))
                .withKafka(
                        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withKafka("inter.broker.listener.name", "PLAINTEXT")
                .withKafka("controller.quorum.voters", "1@localhost:" + controller)
                .withEnvironment("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + forKafka)
                .withEnvironment("MILLRACE_POSTGRES_PORT", Integer.toString(forPostgres))
                // two and a half minutes by itself, which is long for a test
                .withEnvironment("QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_SOCKETTIMEOUT", "5");
        Proxy kafka = new Proxy(forKafka, behind, Protocol.Kafka::new);
        Proxy postgres = new Proxy(forPostgres, plain.port(Component.POSTGRES), Protocol.Postgres::new);
        Stack stack = new Stack(options, StackListener.silent());
        FaultBed bed = new FaultBed(new Installation(stack.start()), kafka, postgres);
        bed.prepare();
        return bed;
    }

    private void prepare() throws IOException {
        installation.dataset("faults", Datasets.readings("faults", TABLE) + "records: {partitions: 2}\n");
        Sensors sensors = new Sensors(11);
        Path all = Path.of("target/faults-all.csv");
        try (BufferedWriter upload = Files.newBufferedWriter(file);
                BufferedWriter oracle = Files.newBufferedWriter(all)) {
            upload.write(Sensors.HEADER);
            oracle.write(Sensors.HEADER);
            for (int i = 0; i < UPLOADED + STREAMED; i++) {
                String row = sensors.row();
                oracle.write(row);
                if (i < UPLOADED) {
                    upload.write(row);
                } else {
                    records.add(RecordTopic.json(row));
                }
            }
        }
        try (InputStream csv = Files.newInputStream(all)) {
            installation.copy(TABLE, "public.faults_oracle", csv);
        }
    }

    Installation installation() {
        return installation;
    }

    Proxy kafka() {
        return kafka;
    }

    Proxy postgres() {
        return postgres;
    }

    ServiceProcess service(Component component) {
        return installation.stack().service(component);
    }

    /** A counter of a service, over all its tags. */
    double counter(Component component, String name) {
        return installation
                .get(component, "/q/metrics")
                .http()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How often the loader has tried again. */
    double retries() {
        return counter(Component.LOADER, "millrace_retries_total");
    }

    /**
     * The fault strikes when the first units are in and the rest waits to be sent; it goes when it has been felt. All rows
     * arrive once, nobody has to do anything, no other service has ended.
     */
    void survives(Fault fault) throws Exception {
        installation.sql("TRUNCATE " + TABLE);
        long streamedBefore = streamed();
        Map<Component, Long> processes = processes(fault);
        String key = UUID.randomUUID().toString();
        try (Gate gate = new Gate(file, Files.size(file) / 3);
                RecordTopic topic = new RecordTopic(installation, "faults");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answer> upload =
                    CompletableFuture.supplyAsync(() -> accepted("faults", gate, key), threads);
            records.subList(0, STREAMED / 2).forEach(topic::send);
            await("the first units are in")
                    .atMost(LONG)
                    .until(() -> !in(key).startsWith("0 ") && streamed() > streamedBefore);
            long struck = System.nanoTime();
            fault.strike();
            records.subList(STREAMED / 2, STREAMED).forEach(topic::send);
            gate.open(Long.MAX_VALUE);
            await("the fault is felt")
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(fault::felt);
            long felt = System.nanoTime();
            fault.end();
            Answer ended = installation.ended(upload.join().id());
            assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
            assertThat(ended.rows("loaded")).isEqualTo(UPLOADED);
            assertThat(ended.rows("rejected")).isZero();
            topic.flush();
            topic.awaitIn(LONG);
            System.out.printf(
                    "felt after %.1f s, all is in %.1f s later%n",
                    (felt - struck) / 1e9, (System.nanoTime() - felt) / 1e9);
        }
        assertExact();
        assertThat(in(key)).isEqualTo(UPLOADED + " " + Files.size(file));
        assertThat(streamed() - streamedBefore).isEqualTo(STREAMED);
        assertThat(installation.sql("SELECT count(*) FROM millrace.parked")).isEqualTo("0");
        assertThat(processes(fault)).as("nobody else has ended").isEqualTo(processes);
        await("all are ready").atMost(Duration.ofMinutes(1)).until(() -> installation.stack().services().stream()
                .allMatch(ServiceProcess::isReady));
    }

    /** The table is what COPY makes of the rows that were uploaded and streamed last. */
    void assertExact() {
        assertThat(installation.difference(TABLE, "public.faults_oracle")).isZero();
    }

    private Map<Component, Long> processes(Fault fault) {
        return installation.stack().services().stream()
                .filter(service -> !fault.killed().contains(service.component()))
                .collect(Collectors.toMap(
                        ServiceProcess::component,
                        service -> service.isRunning() ? service.process().pid() : -1));
    }

    /** As a client does: the same upload with the same key until it is accepted. */
    private Answer accepted(String dataset, Gate gate, String key) {
        Answer[] last = new Answer[1];
        await("accepted").atMost(LONG).pollInterval(Duration.ofMillis(500)).until(() -> {
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

    /** Rows and bytes of a job that are in. */
    private String in(String key) {
        return installation.sql(
                "SELECT coalesce(sum(rows), 0) || ' ' || coalesce(max(byte_to), 0) FROM millrace.ledger l"
                        + " JOIN millrace.job j ON j.id = l.job_id WHERE idempotency_key = '" + key + "'");
    }

    private long streamed() {
        return Long.parseLong(
                installation.sql("SELECT coalesce(sum(rows), 0) FROM millrace.stream" + " WHERE dataset = 'faults'"));
    }

    @Override
    public void close() {
        installation.stack().stop();
        kafka.close();
        postgres.close();
    }
}
