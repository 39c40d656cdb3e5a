package io.millrace.stack.jvm;

import io.millrace.stack.options.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The ahead-of-time cache of one component's JVM (JEP 483, 514, 515): loaded and linked classes and the profiles of their
 * methods, for starts with less than half the work. The first run after a build records it and writes it when it ends
 * gracefully, which takes some seconds; later runs read it. It belongs to one JVM and one class path and has both in its
 * name.
 *
 * @param file the cache
 */
public record AotCache(Path file) {
    private static final Set<Integer> ENDED_WELL = Set.of(0, 143); // by itself, or by SIGTERM
    private static final Duration CHECK = Duration.ofSeconds(30);

    /** @param classPath the very files on the class path, in their order */
    public static AotCache of(Path state, Component component, List<Path> classPath) {
        CRC32 fingerprint = new CRC32();
        add(fingerprint, System.getProperty("java.vm.version") + System.getProperty("java.home"));
        Jvm.options(component).forEach(option -> add(fingerprint, option));
        try {
            for (Path path : classPath) {
                add(
                        fingerprint,
                        path + " " + Files.size(path) + " "
                                + Files.getLastModifiedTime(path).toMillis());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = "%s-%08x.aot".formatted(component.label(), fingerprint.getValue());
        return new AotCache(state.resolve("cache").resolve(name));
    }

    /** Whether the next run records. */
    public boolean isMissing() {
        return !Files.exists(file);
    }

    List<String> options() {
        // What cannot be cached is of no interest to the reader of a service's log.
        String quiet = "-Xlog:aot*=error,cds*=error";
        return isMissing()
                ? List.of("-XX:AOTCacheOutput=" + recorded(), quiet)
                : List.of("-XX:AOTCache=" + file, quiet);
    }

    /**
     * After a graceful end. The JVM writes the cache when the service has done its work, and that may fail, up to a crash of
     * the JVM: what was recorded counts only if the JVM ended as it should and a JVM finds the cache whole. Then it takes the
     * place of earlier builds' caches; otherwise it is deleted, which costs nothing but the quicker starts.
     *
     * @param exitStatus of the JVM that recorded
     * @param options of that JVM
     * @param classPath of that JVM
     * @return whether there is a cache now
     */
    public boolean keep(int exitStatus, List<String> options, String classPath) {
        if (!isMissing()) {
            return true;
        }
        try {
            boolean whole = ENDED_WELL.contains(exitStatus) && Files.exists(recorded()) && isWhole(options, classPath);
            if (whole) {
                deleteOlder();
                Files.move(recorded(), file, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(recorded());
            Files.deleteIfExists(recorded().resolveSibling(recorded().getFileName() + ".config"));
            return whole;
        } catch (IOException e) {
            return false;
        }
    }

    /** Has a JVM compare all checksums. */
    private boolean isWhole(List<String> options, String classPath) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        options.stream()
                .filter(option -> !option.startsWith("-XX:AOTCache") && !option.startsWith("-Xlog:"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + recorded(),
                "-XX:+VerifySharedSpaces",
                "-Xlog:disable",
                "-cp",
                classPath,
                "-version"));
        Process check = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return check.waitFor(CHECK.toMillis(), TimeUnit.MILLISECONDS) && check.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            check.destroyForcibly();
        }
    }

    private void deleteOlder() throws IOException {
        String name = file.getFileName().toString();
        String component = name.substring(0, name.indexOf('-') + 1);
        try (Stream<Path> files = Files.list(recorded().resolveSibling("."))) {
            for (Path older : files.filter(path -> path.getFileName().toString().startsWith(component)
                            && path.getFileName().toString().endsWith(".aot"))
                    .toList()) {
                Files.delete(older);
            }
        }
    }

    private Path recorded() {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void add(CRC32 fingerprint, String text) {
        fingerprint.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
