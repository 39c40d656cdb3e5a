package io.millrace.partition.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.archive.store.ArchiveSettings;
import io.millrace.archive.store.ArchiveStore;
import io.millrace.archive.store.Stores;
import io.millrace.partition.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreIT {
    private static final String KEY = "public.readings/Odd%20name/7.parquet";

    @TempDir
    Path directory;

    @Test
    void aDirectory() throws IOException {
        Path root = directory.resolve("a/b");
        ArchiveStore store =
                store(Map.of("millrace.partition.archive.location", root.toUri().toString()));
        keeps(store);
        assertThat(store.location(KEY)).isEqualTo("file://" + root + "/" + KEY);
        try (var files = Files.list(root.resolve(KEY).getParent())) {
            assertThat(files).hasSize(1); // no part of a file is left
        }
    }

    @Test
    void aBucket() throws IOException {
        S3Server.shared().client().close();
        ArchiveStore store = store(S3Server.shared().config());
        keeps(store);
        assertThat(store.location(KEY)).isEqualTo(S3Server.location("millrace/") + KEY);
    }

    @Test
    void manyMegabytesGoInParts() throws IOException {
        S3Server.shared().client().close();
        ArchiveStore store = store(S3Server.shared().config());
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
        assertThatThrownBy(() -> store(Map.of())).hasMessageContaining("set millrace.partition.archive.location");
        assertThatThrownBy(() -> store(Map.of("millrace.partition.archive.location", "/var/cold")))
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

    private static ArchiveStore store(Map<String, String> properties) {
        UnaryOperator<String> s3 = name -> properties.getOrDefault("millrace.partition.archive.s3." + name, "");
        return new Stores(new ArchiveSettings(
                        Optional.ofNullable(properties.get("millrace.partition.archive.location")),
                        new ArchiveSettings.S3(
                                Optional.of(URI.create(s3.apply("endpoint"))),
                                "us-east-1",
                                Boolean.parseBoolean(s3.apply("path-style")),
                                Optional.of(s3.apply("access-key")),
                                Optional.of(s3.apply("secret-key")))))
                .store();
    }
}
