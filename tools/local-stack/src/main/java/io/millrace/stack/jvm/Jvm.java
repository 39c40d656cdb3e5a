package io.millrace.stack.jvm;

import io.millrace.stack.options.Component;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Options of the stack's JVMs: small heaps, one collector thread, no warnings about what their libraries do. */
public final class Jvm {

    private Jvm() {}

    public static List<String> options(Component component) {
        return List.of(
                "-Xmx" + component.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    /** A JVM that crashes tells of it beside its log and nowhere else. */
    public static List<String> crashOptions(Path log) {
        return List.of("-XX:ErrorFile=" + log + ".crash-%p", "-XX:-CreateCoredumpOnCrash");
    }

    public static List<String> options(Component component, AotCache cache) {
        List<String> options = new ArrayList<>(options(component));
        options.addAll(cache.options());
        return options;
    }
}
