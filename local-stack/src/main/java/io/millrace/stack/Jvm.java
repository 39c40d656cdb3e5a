package io.millrace.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Options of the stack's JVMs: small heaps, one collector thread, no warnings about what their libraries do. */
final class Jvm {

    private Jvm() {}

    /**
     * With the options of its component, a JVM keeps its loaded classes in an archive when it first ends gracefully and reads
     * them from there afterwards, a quarter less work for a start. The JVM itself finds out when an archive no longer fits.
     */
    static List<String> options(Component component, Path state) {
        Path archives = state.resolve("cache");
        try {
            Files.createDirectories(archives);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                "-Xmx" + component.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archives.resolve(component.label() + ".jsa"),
                "-Xlog:cds=off,cds+dynamic=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }
}
