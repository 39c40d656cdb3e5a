package io.millrace.embedded.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories of servers. */
public final class Directories {

    private Directories() {}

    /** A new, empty directory that is nobody else's. */
    public static Path temporary(String name) {
        try {
            return Files.createTempDirectory("millrace-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory that holds this one. */
    public static Path parent(Path directory) {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(directory + " has no parent directory");
        }
        return parent;
    }

    /** Deletes a directory with all that is in it; symbolic links are not followed. Nothing happens when it is not there. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " could not be deleted", e);
        }
    }
}
