package io.millrace.stack.jvm;

import io.millrace.cli.print.CommandFailure;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a service's JVM is started: as Quarkus packs it ({@code java -jar quarkus-run.jar}), or, for quicker starts, from the
 * same files on a plain class path, because only classes that the JVM's own class loader loads go fully into an
 * ahead-of-time cache.
 *
 * @param arguments of {@code java}
 * @param options of the JVM among them
 * @param classPath empty: the jar's own
 * @param cache read or recorded by this command
 */
public record ServiceCommand(List<String> arguments, List<String> options, String classPath, Optional<AotCache> cache) {

    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    /** The runnable jar of a built service; a {@link CommandFailure} says how to build it. */
    public static Path jar(Path root, Component component) {
        Path jar = root.resolve(component.label() + "-service/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    jar + " is not there: build it with ./mvnw -DskipTests package (./millrace up does so by itself)");
        }
        return jar;
    }

    static ServiceCommand asPacked(Path root, Component component) {
        List<String> options = Jvm.options(component);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", jar(root, component).toString()));
        return new ServiceCommand(arguments, options, "", Optional.empty());
    }

    static ServiceCommand quick(Path root, Path state, Component component) {
        Path jar = jar(root, component);
        List<Path> classPath = classPath(jar.resolveSibling("."));
        AotCache cache = AotCache.of(state, component, classPath);
        List<String> options = new ArrayList<>(Jvm.options(component, cache));
        options.addAll(opens(jar));
        options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-cp", joined, MAIN));
        return new ServiceCommand(arguments, options, joined, Optional.of(cache));
    }

    // Transformed classes stand before the classes they replace.
    private static List<Path> classPath(Path application) {
        Path home = application.normalize();
        return Stream.of(
                        "quarkus/transformed-bytecode.jar",
                        "quarkus/generated-bytecode.jar",
                        "app",
                        "lib/boot",
                        "lib/main")
                .map(home::resolve)
                .filter(Files::exists)
                .flatMap(ServiceCommand::jars)
                .toList();
    }

    private static Stream<Path> jars(Path fileOrDirectory) {
        if (Files.isRegularFile(fileOrDirectory)) {
            return Stream.of(fileOrDirectory);
        }
        try (Stream<Path> files = Files.list(fileOrDirectory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The manifest's Add-Opens count only for java -jar.
    private static List<String> opens(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String opens = file.getManifest().getMainAttributes().getValue("Add-Opens");
            return opens == null
                    ? List.of()
                    : Stream.of(opens.strip().split("\\s+"))
                            .map(packageName -> "--add-opens=" + packageName + "=ALL-UNNAMED")
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
