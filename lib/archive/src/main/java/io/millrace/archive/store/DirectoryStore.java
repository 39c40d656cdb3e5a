package io.millrace.archive.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Files below a directory, such as a mounted volume. */
record DirectoryStore(Path root) implements ArchiveStore {

    @Override
    public String location(String key) {
        return prefix() + key;
    }

    @Override
    public String key(String location) {
        return ArchiveKeys.within(prefix(), location);
    }

    /** Not by {@code toUri}, which would write the % of keys as %25. */
    private String prefix() {
        return "file://" + root + "/";
    }

    @Override
    public void put(String key, Path file) throws IOException {
        Path target = path(key);
        Path directory = Objects.requireNonNull(target.getParent());
        makeDirectories(directory);
        Path part = directory.resolve(target.getFileName() + ".part");
        Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
        sync(part, StandardOpenOption.WRITE);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(directory, StandardOpenOption.READ);
    }

    @Override
    public void get(String key, Path file) throws IOException {
        if (!Files.exists(path(key))) {
            throw new NoSuchFileException(location(key));
        }
        Files.copy(path(key), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public long size(String key) throws IOException {
        return Files.size(path(key));
    }

    private Path path(String key) {
        return root.resolve(ArchiveKeys.checked(key));
    }

    /** A new directory is there for good only when the one it lies in is on the disk. */
    private static void makeDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; at != null && !Files.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path made : missing) {
            Files.createDirectories(made);
            sync(Objects.requireNonNull(made.getParent()), StandardOpenOption.READ);
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
