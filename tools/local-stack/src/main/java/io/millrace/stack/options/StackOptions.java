package io.millrace.stack.options;

import io.millrace.cli.print.CommandFailure;
import io.millrace.embedded.Ports;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a stack lives.
 *
 * @param root the directory that holds the built services
 * @param state data, logs and {@code stack.json}; kept from one start to the next
 * @param ports by component
 * @param environment for all four services, over what the stack sets, such as {@code QUARKUS_LOG_LEVEL}
 * @param kafkaSettings broker settings over the defaults
 * @param postgresSettings server settings over the defaults
 * @param quickStarts whether the JVMs start from ahead-of-time caches, which the first graceful stop after a build writes
 */
public record StackOptions(
        Path root,
        Path state,
        Map<Component, Integer> ports,
        Map<String, String> environment,
        Map<String, String> kafkaSettings,
        Map<String, String> postgresSettings,
        boolean quickStarts) {

    public StackOptions {
        root = root.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
        ports = Map.copyOf(ports);
        environment = Map.copyOf(environment);
        kafkaSettings = Map.copyOf(kafkaSettings);
        postgresSettings = Map.copyOf(postgresSettings);
        for (Component component : Component.values()) {
            @Nullable Integer port = ports.get(component);
            if (port == null || port < 1 || port > 65_535) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        component.label() + "'s port is " + port + "; choose one from 1 to 65535 with "
                                + component.portOption() + " or " + component.portVariable());
            }
        }
    }

    /** A stack with the usual ports. */
    public static StackOptions standard(Path root, Path state) {
        Map<Component, Integer> ports = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            ports.put(component, component.defaultPort());
        }
        return new StackOptions(root, state, ports, Map.of(), Map.of(), Map.of(), true);
    }

    /** A stack on free ports, beside any other one; for tests and measurements. */
    public static StackOptions isolated(Path root, Path state) {
        Map<Component, Integer> ports = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            int port = Ports.free();
            while (ports.containsValue(port)) {
                port = Ports.free();
            }
            ports.put(component, port);
        }
        return new StackOptions(root, state, ports, Map.of(), Map.of(), Map.of(), false);
    }

    public StackOptions withPort(Component component, int port) {
        Map<Component, Integer> changed = new EnumMap<>(ports);
        changed.put(component, port);
        return new StackOptions(root, state, changed, environment, kafkaSettings, postgresSettings, quickStarts);
    }

    /** Sets an environment variable of all four services. */
    public StackOptions withEnvironment(String variable, String value) {
        return new StackOptions(
                root, state, ports, plus(environment, variable, value), kafkaSettings, postgresSettings, quickStarts);
    }

    public StackOptions withKafka(String setting, String value) {
        return new StackOptions(
                root, state, ports, environment, plus(kafkaSettings, setting, value), postgresSettings, quickStarts);
    }

    public StackOptions withPostgres(String setting, String value) {
        return new StackOptions(
                root, state, ports, environment, kafkaSettings, plus(postgresSettings, setting, value), quickStarts);
    }

    public int port(Component component) {
        return ports.getOrDefault(component, component.defaultPort());
    }

    public Path data(String name) {
        return state.resolve("data").resolve(name);
    }

    public Path log(String name) {
        return state.resolve("log").resolve(name + ".log");
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
