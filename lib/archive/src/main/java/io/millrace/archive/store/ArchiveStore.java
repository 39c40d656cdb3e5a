package io.millrace.archive.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps files under keys. ArchiveKeys are relative paths of letters, digits and {@code . _ - % /}. A file is there whole or not
 * at all, and once {@link #put} has returned it outlives a crash.
 */
public interface ArchiveStore {
    /** @return what people and other programs call the file: a {@code file:} or {@code s3:} URL */
    String location(String key);

    /** @throws IllegalArgumentException when the location is not of this store */
    String key(String location);

    /** Stores the file, in place of what the key had. */
    void put(String key, Path file) throws IOException;

    /**
     * Reads a file.
     *
     * @param file is made, or replaced
     * @throws java.nio.file.NoSuchFileException when nothing is under the key
     */
    void get(String key, Path file) throws IOException;

    /**
     * @return bytes
     * @throws java.nio.file.NoSuchFileException when nothing is under the key
     */
    long size(String key) throws IOException;
}
