package io.millrace.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
record AotCache(Path file) {

    /** @param classPath the very files on the class path, in their order */
    static AotCache of(Path state, Component component, List<Path> classPath) {
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
    boolean isMissing() {
        return !Files.exists(file);
    }

    List<String> options() {
        // What cannot be cached is of no interest to the reader of a service's log.
        String quiet = "-Xlog:aot*=error,cds*=error";
        return isMissing()
                ? List.of("-XX:AOTCacheOutput=" + recorded(), quiet)
                : List.of("-XX:AOTCache=" + file, quiet);
    }

    /** After a graceful end: what was recorded is complete and takes the place of earlier builds' caches. */
    void keep() {
        try {
            if (Files.exists(recorded())) {
                deleteOlder();
                Files.move(recorded(), file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
