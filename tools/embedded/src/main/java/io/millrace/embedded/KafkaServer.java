package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.Readiness;
import io.millrace.embedded.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Kafka broker and its controller (KRaft) in one child JVM. Topics are created by whoever wants them: the broker does not
 * create any by itself. A stop is a controlled shutdown.
 */
public final class KafkaServer extends EmbeddedServer {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(25);

    // One node, few threads, a small heap: the cleaner alone would take 128 MB for its map.
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            // A killed broker may come back only after its former self has timed out; the default is 9 s.
            Map.entry("broker.session.timeout.ms", "4000"),
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", Integer.toString(17 << 20)),
            Map.entry("replica.fetch.max.bytes", Integer.toString(17 << 20)),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("log.segment.bytes", Integer.toString(256 << 20)),
            Map.entry("log.retention.ms", Long.toString(Duration.ofDays(7).toMillis())),
            Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"));

    private final KafkaOptions options;

    public KafkaServer(KafkaOptions options) {
        super("Kafka", options.data(), options.log(), options.port());
        this.options = options;
    }

    /** A started broker with temporary data on a free port. */
    public static KafkaServer temporary() {
        return new KafkaServer(KafkaOptions.temporary()).start();
    }

    /**
     * Formats the data directory when it is not there yet, starts the broker and returns when it takes requests. A broker
     * that runs already stays as it is.
     *
     * @throws StartException with the end of the log
     */
    @Override
    public KafkaServer start() {
        if (isRunning()) {
            return this;
        }
        Path ready = home.resolve(data.getFileName() + ".ready");
        Path properties = home.resolve(data.getFileName() + ".properties");
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(ready);
            Files.write(properties, settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Child started = child.start(new Child.Spec("Kafka", command(properties, ready), Map.of(), log, "TERM"));
        Readiness.await(started, START, PAUSE, () -> Files.exists(ready));
        return this;
    }

    /** SIGKILL; the next start recovers. */
    public void kill() {
        child.kill();
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return "localhost:" + port();
    }

    private List<String> settings() {
        Map<String, String> settings = new TreeMap<>(DEFAULTS);
        int controller = Ports.free();
        settings.put("controller.quorum.voters", "1@localhost:" + controller);
        settings.put("listeners", "PLAINTEXT://localhost:" + port() + ",CONTROLLER://localhost:" + controller);
        settings.put("log.dirs", data.toString());
        settings.putAll(options.settings());
        return settings.entrySet().stream()
                .map(s -> s.getKey() + "=" + s.getValue())
                .toList();
    }

    private List<String> command(Path properties, Path ready) {
        String classPath = options.classPath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.jvm());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
        command.addAll(List.of("-cp", classPath != null ? classPath : System.getProperty("java.class.path")));
        command.addAll(List.of(KafkaMain.class.getName(), properties.toString(), ready.toString()));
        return command;
    }
}
