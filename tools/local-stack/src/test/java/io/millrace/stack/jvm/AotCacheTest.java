package io.millrace.stack.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.process.Child;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What is recorded: a program that runs until it is asked to end. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("at work");
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    @TempDir
    Path state;

    private Path jar;

    @BeforeEach
    void packSleeper() throws IOException {
        Files.createDirectories(state.resolve("cache"));
        jar = state.resolve("a.jar");
        String name = Sleeper.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(name));
            try (var bytes = AotCacheTest.class.getClassLoader().getResourceAsStream(name)) {
                bytes.transferTo(out);
            }
            out.closeEntry();
        }
    }

    private AotCache cache(Component component) {
        return AotCache.of(state, component, List.of(jar));
    }

    /** Starts the program with what the cache wants, until it is at work. */
    private Child start(AotCache cache, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(more));
        command.addAll(Jvm.crashOptions(state.resolve("log/sleeper.log")));
        command.addAll(cache.options());
        command.addAll(List.of("-cp", jar.toString(), Sleeper.class.getName()));
        Child child =
                Child.start(new Child.Spec("sleeper", command, Map.of(), state.resolve("log/sleeper.log"), "TERM"));
        await("at work").atMost(SOON).until(() -> child.logTail().endsWith("at work"));
        return child;
    }

    private boolean keep(AotCache cache, Child ended) {
        return cache.keep(ended.exitStatus(), cache.options(), jar.toString());
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(state.resolve("cache"))) {
            assertThat(left).isEmpty();
        }
        assertThat(cache(Component.LOADER).options().getFirst()).startsWith("-XX:AOTCacheOutput=");
        Child next = start(cache(Component.LOADER)); // as if there had never been a cache
        next.kill();
    }

    @Test
    void isRecordedOnceForABuildAndThenRead() throws IOException {
        AotCache first = cache(Component.LOADER);
        assertThat(first.isMissing()).isTrue();
        assertThat(first.options().getFirst()).startsWith("-XX:AOTCacheOutput=");
        Child recording = start(first);
        assertThat(recording.stop(SOON)).isTrue();
        assertThat(keep(first, recording)).isTrue();
        assertThat(cache(Component.LOADER).options()).contains("-XX:AOTCache=" + first.file());
        Child reading = start(first, "-XX:AOTMode=on"); // which wants a cache that can be used
        assertThat(reading.stop(SOON)).isTrue();
        assertThat(keep(first, reading)).isTrue();

        Path other = Files.writeString(state.resolve("cache/ingest-00000000.aot"), "another component's");
        Path older = Files.writeString(state.resolve("cache/loader-00000000.aot"), "another build's");
        Files.move(first.file(), Path.of(first.file() + ".new"));
        assertThat(keep(first, recording)).isTrue();
        assertThat(first.file()).exists();
        assertThat(other).exists();
        assertThat(older).doesNotExist();
    }

    @Test
    void aJvmThatCrashesWhileItWritesCostsNothingButTheCache() throws IOException {
        AotCache cache = cache(Component.LOADER);
        Child recording = start(cache);
        recording.signal("SEGV");
        assertThat(recording.awaitExit(SOON)).isTrue();
        assertThat(recording.exitStatus()).isNotIn(0, 143);
        Files.writeString(Path.of(cache.file() + ".new"), "half of it");
        Files.writeString(Path.of(cache.file() + ".new.config"), "half of it");
        assertThat(keep(cache, recording)).isFalse();
        try (Stream<Path> logs = Files.list(state.resolve("log"))) {
            assertThat(logs.map(log -> log.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("sleeper.log.crash-")); // and not in the working directory
        }
        assertNothingIsLeft();
    }

    @Test
    void aCacheThatIsNotWholeIsNotKept() throws IOException {
        AotCache cache = cache(Component.LOADER);
        Path recorded = Path.of(cache.file() + ".new");
        Child recording = start(cache);
        assertThat(recording.stop(SOON)).isTrue();
        byte[] whole = Files.readAllBytes(recorded);
        try (RandomAccessFile file = new RandomAccessFile(recorded.toFile(), "rw")) {
            file.setLength(whole.length - 10_000); // its writer was killed
        }
        assertThat(keep(cache, recording)).isFalse();
        assertThat(recorded).doesNotExist();

        Files.write(recorded, whole);
        try (RandomAccessFile file = new RandomAccessFile(recorded.toFile(), "rw")) {
            file.seek(whole.length / 2);
            file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        assertThat(keep(cache, recording)).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void aPlaceThatCannotBeWrittenToCostsNothingButTheCache() throws IOException {
        AotCache cache = cache(Component.LOADER);
        Child recording = start(cache);
        Files.move(state.resolve("cache"), state.resolve("away"));
        Files.writeString(state.resolve("cache"), "a file where the directory was");
        assertThat(recording.stop(SOON)).isTrue();
        assertThat(keep(cache, recording)).isFalse();
    }

    @Test
    void aCacheThatIsDamagedLaterIsNotUsed() throws IOException {
        AotCache cache = cache(Component.LOADER);
        Child recording = start(cache);
        assertThat(recording.stop(SOON)).isTrue();
        assertThat(keep(cache, recording)).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(cache.file().toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        Child without = start(cache);
        assertThat(without.stop(SOON)).isTrue();
    }
}
