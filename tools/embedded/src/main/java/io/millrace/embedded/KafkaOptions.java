package io.millrace.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link KafkaServer} runs.
 *
 * @param data its log directory, formatted when it is not there; null: a temporary one that goes with the server
 * @param port of the broker at localhost; 0: a free one. The controller always takes a free one
 * @param log its log file; null: beside the data
 * @param classPath of the child; must have Kafka's server and this module. Null: this JVM's own
 * @param jvm options of the child's JVM, such as {@code -Xmx320m}
 * @param settings broker settings by name, over the defaults of {@link KafkaServer}
 */
public record KafkaOptions(
        @Nullable Path data,
        int port,
        @Nullable Path log,
        @Nullable String classPath,
        List<String> jvm,
        Map<String, String> settings) {

    // For a short life: the second compiler would take longer than what it saves.
    private static final List<String> JVM =
            List.of("-Xms128m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    public KafkaOptions {
        jvm = List.copyOf(jvm);
        settings = Map.copyOf(settings);
    }

    /** Data that goes with the server, a free port. */
    public static KafkaOptions temporary() {
        return new KafkaOptions(null, 0, null, null, JVM, Map.of());
    }

    /** Data that stays. */
    public static KafkaOptions at(Path data) {
        return new KafkaOptions(data, 0, null, null, JVM, Map.of());
    }

    public KafkaOptions withPort(int port) {
        return new KafkaOptions(data, port, log, classPath, jvm, settings);
    }

    public KafkaOptions withLog(Path log) {
        return new KafkaOptions(data, port, log, classPath, jvm, settings);
    }

    public KafkaOptions withClassPath(String classPath) {
        return new KafkaOptions(data, port, log, classPath, jvm, settings);
    }

    public KafkaOptions withJvm(List<String> jvm) {
        return new KafkaOptions(data, port, log, classPath, jvm, settings);
    }

    /** Changes one broker setting, such as {@code log.retention.ms}. */
    public KafkaOptions with(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting, value);
        return new KafkaOptions(data, port, log, classPath, jvm, changed);
    }
}
