package io.millrace.partition.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.partition.S3Server;
import io.millrace.partition.policy.PartitionConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreIT {
    private static final String KEY = "public.readings/Odd%20name/7.parquet";

    @TempDir
    Path directory;

    @Test
    void aDirectory() throws IOException {
        Path root = directory.resolve("a/b");
        ArchiveStore store = Stores.open(config(
                Map.of("millrace.partition.archive.location", root.toUri().toString())));
        keeps(store);
        assertThat(store.location(KEY)).isEqualTo("file://" + root + "/" + KEY);
        try (var files = Files.list(root.resolve(KEY).getParent())) {
            assertThat(files).hasSize(1); // no part of a file is left
        }
    }

    @Test
    void aBucket() throws IOException {
        S3Server.shared().client().close();
        ArchiveStore store = Stores.open(config(S3Server.shared().config()));
        keeps(store);
        assertThat(store.location(KEY)).isEqualTo(S3Server.location("millrace/") + KEY);
    }

    @Test
    void manyMegabytesGoInParts() throws IOException {
        S3Server.shared().client().close();
        ArchiveStore store = Stores.open(config(S3Server.shared().config()));
        byte[] bytes = new byte[(64 << 20) + 12345];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(directory.resolve("large"), bytes);
        store.put("large", file);
        Path back = directory.resolve("back");
        store.get("large", back);
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    }

    @Test
    void whatIsNoLocationIsTold() {
        assertThatThrownBy(() -> Stores.open(config(Map.of())))
                .hasMessageContaining("set millrace.partition.archive.location");
        assertThatThrownBy(() -> Stores.open(config(Map.of("millrace.partition.archive.location", "/var/cold"))))
                .hasMessageContaining("'/var/cold' is neither file:///a/directory nor s3://bucket/prefix");
    }

    private void keeps(ArchiveStore store) throws IOException {
        Path file = directory.resolve("file");
        Path back = directory.resolve("back");
        assertThatThrownBy(() -> store.size(KEY)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.get(KEY, back)).isInstanceOf(NoSuchFileException.class);
        for (String content : new String[] {"first", "second, longer", ""}) {
            store.put(KEY, Files.writeString(file, content));
            assertThat(store.size(KEY)).isEqualTo(content.length());
            store.get(KEY, back);
            assertThat(back).hasContent(content);
        }
        assertThat(store.key(store.location(KEY))).isEqualTo(KEY);
    }

    private static PartitionConfig.Archive config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withConverters(new Converter<?>[] {new MemorySizeConverter(), new DurationConverter()})
                .withDefaultValues(new HashMap<>(properties))
                .withMapping(PartitionConfig.class)
                .build()
                .getConfigMapping(PartitionConfig.class)
                .archive();
    }
}
