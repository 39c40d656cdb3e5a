package io.millrace.stack.command;

import io.millrace.cli.local.LocalStack;
import io.millrace.cli.print.CommandFailure;
import io.millrace.embedded.Ports;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ports of {@code millrace up}: as told by option, by environment, or the usual ones. */
final class PortOptions {

    private static final int TRIES = 100;

    @Option(names = "--ingest-port", paramLabel = "P", description = "Default: 8080. Also: MILLRACE_INGEST_PORT.")
    private @Nullable Integer ingest;

    @Option(names = "--transform-port", paramLabel = "P", description = "Default: 8081. Also: MILLRACE_TRANSFORM_PORT.")
    private @Nullable Integer transform;

    @Option(names = "--loader-port", paramLabel = "P", description = "Default: 8082. Also: MILLRACE_LOADER_PORT.")
    private @Nullable Integer loader;

    @Option(names = "--partition-port", paramLabel = "P", description = "Default: 8083. Also: MILLRACE_PARTITION_PORT.")
    private @Nullable Integer partition;

    @Option(names = "--kafka-port", paramLabel = "P", description = "Default: 9092. Also: MILLRACE_KAFKA_PORT.")
    private @Nullable Integer kafka;

    @Option(
            names = "--postgres-port",
            paramLabel = "P",
            description = "Default: 5432, or the next one that is free. Also: MILLRACE_POSTGRES_PORT.")
    private @Nullable Integer postgres;

    StackOptions stack() {
        StackOptions options = StackOptions.standard(LocalStack.root(), LocalStack.state());
        for (Component component : Component.values()) {
            Integer chosen = chosen(component);
            if (chosen != null) {
                options = options.withPort(component, chosen);
            } else if (component == Component.POSTGRES) {
                options = options.withPort(component, freeFrom(component.defaultPort()));
            }
        }
        return options;
    }

    /** The chosen ports as options again, for another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (Component component : Component.values()) {
            Integer chosen = chosen(component);
            if (chosen != null) {
                arguments.add(component.portOption() + "=" + chosen);
            }
        }
        return arguments;
    }

    private @Nullable Integer chosen(Component component) {
        Integer option =
                switch (component) {
                    case INGEST -> ingest;
                    case TRANSFORM -> transform;
                    case LOADER -> loader;
                    case PARTITION -> partition;
                    case KAFKA -> kafka;
                    case POSTGRES -> postgres;
                };
        return option != null ? option : fromEnvironment(component);
    }

    private static @Nullable Integer fromEnvironment(Component component) {
        String text = System.getenv(component.portVariable());
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    component.portVariable() + " is '" + text + "'; give a number from 1 to 65535");
        }
    }

    private static int freeFrom(int first) {
        for (int port = first; port < first + TRIES; port++) {
            if (Ports.isFree(port)) {
                return port;
            }
        }
        return first;
    }
}
