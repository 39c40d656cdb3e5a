package io.millrace.stack.options;

import java.util.Locale;

/** What a stack is made of, in the order in which it stops: a component before those it needs. */
public enum Component {
    INGEST(8080, 192),
    TRANSFORM(8081, 256),
    LOADER(8082, 256),
    PARTITION(8083, 160),
    KAFKA(9092, 320),
    POSTGRES(5432, 0);

    private final int defaultPort;
    private final int heapMegabytes;

    Component(int defaultPort, int heapMegabytes) {
        this.defaultPort = defaultPort;
        this.heapMegabytes = heapMegabytes;
    }

    /** As in commands and file names: {@code ingest}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int defaultPort() {
        return defaultPort;
    }

    /** Largest heap of its JVM in MiB; 0 for PostgreSQL. */
    public int heapMegabytes() {
        return heapMegabytes;
    }

    /** One of the four services, not a server they use. */
    public boolean isService() {
        return this != KAFKA && this != POSTGRES;
    }

    /** The command-line option that moves it: {@code --ingest-port}. */
    public String portOption() {
        return "--" + label() + "-port";
    }

    /** The environment variable that moves it: {@code MILLRACE_INGEST_PORT}. */
    public String portVariable() {
        return "MILLRACE_" + name() + "_PORT";
    }
}
