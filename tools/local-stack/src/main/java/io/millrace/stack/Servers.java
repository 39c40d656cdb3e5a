package io.millrace.stack;

import io.millrace.embedded.Database;
import io.millrace.embedded.KafkaOptions;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresOptions;
import io.millrace.embedded.PostgresServer;
import io.millrace.embedded.process.Child;
import io.millrace.stack.jvm.AotCache;
import io.millrace.stack.jvm.Jvm;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two servers of a stack, and how its services find them.
 *
 * @param kafkaCache the broker's ahead-of-time cache, when the stack has quick starts
 */
record Servers(KafkaServer kafka, PostgresServer postgres, Optional<AotCache> kafkaCache) {

    static Servers of(StackOptions options) {
        Optional<AotCache> cache = options.quickStarts() ? Optional.of(kafkaCache(options)) : Optional.empty();
        KafkaOptions broker = KafkaOptions.at(options.data("kafka"))
                .withPort(options.port(Component.KAFKA))
                .withLog(options.log(Component.KAFKA.label()))
                .withJvm(kafkaOptions(options, cache));
        for (Map.Entry<String, String> setting : options.kafkaSettings().entrySet()) {
            broker = broker.with(setting.getKey(), setting.getValue());
        }
        PostgresOptions database = PostgresOptions.at(options.data("postgres"))
                .withPort(options.port(Component.POSTGRES))
                .withLog(options.log(Component.POSTGRES.label()));
        for (Map.Entry<String, String> setting : options.postgresSettings().entrySet()) {
            database = database.with(setting.getKey(), setting.getValue());
        }
        return new Servers(new KafkaServer(broker), new PostgresServer(database), cache);
    }

    // The broker's class path is this JVM's.
    private static AotCache kafkaCache(StackOptions options) {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .toList();
        return AotCache.of(options.state(), Component.KAFKA, classPath);
    }

    private static List<String> kafkaOptions(StackOptions options, Optional<AotCache> cache) {
        List<String> all = new ArrayList<>(Jvm.crashOptions(options.log(Component.KAFKA.label())));
        all.addAll(cache.map(c -> Jvm.options(Component.KAFKA, c)).orElse(Jvm.options(Component.KAFKA)));
        return all;
    }

    /** What came of the broker's end. @param cacheLost whether it should have left a cache, and none came about */
    record Stopped(boolean graceful, boolean cacheLost) {}

    Stopped stopKafka() {
        Child broker = kafka.process();
        boolean graceful = kafka.stop();
        boolean kept = kafkaCache
                .map(cache -> cache.keep(
                        broker.exitStatus(),
                        Jvm.options(Component.KAFKA, cache),
                        System.getProperty("java.class.path")))
                .orElse(true);
        return new Stopped(graceful, !kept);
    }

    /** What a service needs to be told; the options' own variables win. */
    Map<String, String> environment(StackOptions options) {
        Database database = postgres.database();
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("MILLRACE_POSTGRES_HOST", database.host());
        environment.put("MILLRACE_POSTGRES_PORT", Integer.toString(database.port()));
        environment.put("MILLRACE_POSTGRES_DATABASE", database.name());
        environment.put("MILLRACE_POSTGRES_USER", database.user());
        environment.put("MILLRACE_POSTGRES_PASSWORD", database.password());
        // This machine only: the stack has no password worth the name.
        environment.put("QUARKUS_HTTP_HOST", "localhost");
        environment.putAll(options.environment());
        return environment;
    }
}
