package io.millrace.stack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of its own, in memory, that can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {
    private final Path root;
    private final List<String> asRoot;

    private SmallDisk(Path root, List<String> asRoot) {
        this.root = root;
        this.asRoot = asRoot;
    }

    /** Whether this user may mount one. */
    static boolean isPossible() {
        return run(List.of(), "id", "-u").equals("0")
                || !run(List.of(), "sudo", "-n", "id", "-u").isEmpty();
    }

    static SmallDisk mount(Path root, int megabytes) throws IOException {
        List<String> asRoot = run(List.of(), "id", "-u").equals("0") ? List.of() : List.of("sudo", "-n");
        Files.createDirectories(root);
        SmallDisk disk = new SmallDisk(root, asRoot);
        disk.close(); // one that a run before has left behind
        run(asRoot, "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0777", "tmpfs", root.toString());
        if (Files.getFileStore(root).getTotalSpace() != (long) megabytes << 20) {
            throw new IOException(root + " could not be mounted");
        }
        return disk;
    }

    Path root() {
        return root;
    }

    /** Moves a directory from one file system to the other. */
    static void move(Path from, Path to) throws IOException {
        if (run(List.of(), "cp", "-av", from.toString(), to.toString()).isEmpty()) {
            throw new IOException(from + " could not be copied to " + to);
        }
        run(List.of(), "rm", "-r", from.toString());
    }

    /** Leaves no byte. */
    void fill() throws IOException {
        try (var filler = Files.newOutputStream(root.resolve("filler"))) {
            byte[] some = new byte[4096];
            while (Files.getFileStore(root).getUsableSpace() > 0) {
                filler.write(some);
            }
        }
    }

    void free() throws IOException {
        Files.delete(root.resolve("filler"));
    }

    @Override
    public void close() {
        run(asRoot, "umount", root.toString());
    }

    /** What it says; nothing when it fails. */
    private static String run(List<String> prefix, String... command) {
        try {
            List<String> all = new ArrayList<>(prefix);
            all.addAll(List.of(command));
            Process process = new ProcessBuilder(all)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException notThere) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
