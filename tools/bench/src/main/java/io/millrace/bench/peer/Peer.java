package io.millrace.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.Readiness;
import io.millrace.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** Debezium's JDBC sink in a Kafka Connect worker of its own JVM (standalone mode), on the stack's broker and database. */
public final class Peer implements AutoCloseable {
    public static final String TOPIC = "bench-peer";

    private static final String CONNECTOR = "jdbc-sink";
    private static final int TASKS = 2;
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration STOP = Duration.ofSeconds(30);

    /**
     * @param jvm options of its JVM
     * @param settings of the connector, over those of {@link PeerSettings}
     */
    public record Options(List<String> jvm, Map<String, String> settings) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Path libraries;
    private final Path state;
    private final Stack stack;
    private final String table;
    private final Options options;
    private final int port = Ports.free();
    private @Nullable Child child;

    /**
     * @param libraries the directory of its jars
     * @param state of the stack; logs go there as well
     * @param table that it writes to
     * @param options what somebody who knows better wants to change
     */
    public Peer(Path libraries, Path state, Stack stack, String table, Options options) {
        this.libraries = libraries;
        this.state = state;
        this.stack = stack;
        this.table = table;
        this.options = options;
    }

    /** Makes the topic, starts the worker and returns when the connector and its tasks run. */
    public Peer start() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, TASKS, (short) 1)))
                    .all()
                    .get();
        }
        Path data = state.resolve("data/connect");
        Files.createDirectories(data);
        Path worker = write(
                data.resolve("worker.properties"),
                PeerSettings.worker(stack.kafka().bootstrapServers(), port, data.resolve("offsets")));
        Map<String, String> sink = PeerSettings.connector(CONNECTOR, TOPIC, TASKS, stack.database(), table);
        sink.putAll(options.settings());
        Path connector = write(data.resolve("connector.properties"), sink);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.jvm());
        command.addAll(List.of("-cp", libraries + "/*", "org.apache.kafka.connect.cli.ConnectStandalone"));
        command.addAll(List.of(worker.toString(), connector.toString()));
        Child started = Child.start(
                new Child.Spec("Kafka Connect", command, Map.of(), state.resolve("log/connect.log"), "TERM"));
        child = started;
        Readiness.await(started, READY, PAUSE, this::runs);
        return this;
    }

    public Child process() {
        if (child == null) {
            throw new IllegalStateException("Kafka Connect is not running");
        }
        return child;
    }

    /** @throws IOException when a task has failed, with what it says */
    public void check() throws IOException, InterruptedException {
        JsonNode status = status();
        for (JsonNode task : status.path("tasks")) {
            if (task.path("state").asText().equals("FAILED")) {
                throw new IOException(
                        "the JDBC sink failed: " + task.path("trace").asText());
            }
        }
    }

    @Override
    public void close() {
        if (child != null) {
            child.stop(STOP);
        }
    }

    private boolean runs() {
        try {
            JsonNode tasks = status().path("tasks");
            check();
            return tasks.size() == TASKS
                    && tasks.valueStream()
                            .allMatch(task -> task.path("state").asText().equals("RUNNING"));
        } catch (ConnectException notYet) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode status() throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/connectors/" + CONNECTOR + "/status"))
                        .build(),
                BodyHandlers.ofString());
        // until it has the connector it answers 404, with a page of its server before it has even that
        return response.statusCode() == 200 ? mapper.readTree(response.body()) : mapper.missingNode();
    }

    private static Path write(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }
}
