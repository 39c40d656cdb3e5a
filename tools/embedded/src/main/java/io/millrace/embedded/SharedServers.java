package io.millrace.embedded;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One broker and one PostgreSQL server for all tests of a JVM: started when first asked for, stopped when the JVM ends.
 * Tests keep apart by topic names and by databases ({@code SharedServers.postgres().newDatabase("name")}). Whoever stops
 * or breaks a server takes one of its own.
 */
public final class SharedServers {

    private static final Shared<KafkaServer> KAFKA = new Shared<>(KafkaServer::temporary);
    private static final Shared<PostgresServer> POSTGRES = new Shared<>(PostgresServer::temporary);

    private SharedServers() {}

    public static KafkaServer kafka() {
        return KAFKA.get();
    }

    public static PostgresServer postgres() {
        return POSTGRES.get();
    }

    private static final class Shared<S extends AutoCloseable> {

        private final Supplier<S> starter;
        private @Nullable S server;

        Shared(Supplier<S> starter) {
            this.starter = starter;
        }

        synchronized S get() {
            if (server == null) {
                S started = starter.get();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started), "stop-shared-server"));
                server = started;
            }
            return server;
        }

        private static void close(AutoCloseable server) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
