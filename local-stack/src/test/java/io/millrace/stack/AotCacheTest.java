package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

    @TempDir
    Path state;

    @Test
    void isRecordedOnceForABuildAndThenRead() throws IOException {
        Path jar = Files.writeString(state.resolve("a.jar"), "one");
        Files.createDirectories(state.resolve("cache"));
        AotCache first = AotCache.of(state, Component.LOADER, List.of(jar));
        assertThat(first.isMissing()).isTrue();
        assertThat(first.options().getFirst()).startsWith("-XX:AOTCacheOutput=");
        record(first);
        assertThat(AotCache.of(state, Component.LOADER, List.of(jar)).options())
                .contains("-XX:AOTCache=" + first.file());

        Files.writeString(jar, "another build");
        AotCache second = AotCache.of(state, Component.LOADER, List.of(jar));
        assertThat(second.isMissing()).isTrue();
        AotCache other = AotCache.of(state, Component.INGEST, List.of(jar));
        record(other);
        record(second);
        assertThat(first.file()).doesNotExist();
        assertThat(second.file()).exists();
        assertThat(other.file()).exists();
    }

    /** As the JVM does at its end. */
    private static void record(AotCache cache) throws IOException {
        Files.createFile(Path.of(cache.options().getFirst().replace("-XX:AOTCacheOutput=", "")));
        cache.keep();
    }
}
