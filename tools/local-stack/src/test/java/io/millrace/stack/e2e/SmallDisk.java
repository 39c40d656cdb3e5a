package io.millrace.stack.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, in memory, that can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {
    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Whether this user may mount one: root may, unless in a container that forbids it. */
    static boolean isPossible() {
        try (SmallDisk probe = mount(Path.of("target/small-probe").toAbsolutePath(), 1)) {
            return Files.isDirectory(probe.root);
        } catch (IOException no) {
            return false;
        }
    }

    static SmallDisk mount(Path root, int megabytes) throws IOException {
        Files.createDirectories(root);
        SmallDisk disk = new SmallDisk(root);
        disk.close(); // one that a run before has left behind
        if (!run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0777", "tmpfs", root.toString())) {
            throw new IOException(root + " could not be mounted");
        }
        return disk;
    }

    Path root() {
        return root;
    }

    /** Moves a directory from one file system to the other. */
    static void move(Path from, Path to) throws IOException {
        if (!run("cp", "-a", from.toString(), to.toString())) {
            throw new IOException(from + " could not be copied to " + to);
        }
        run("rm", "-r", from.toString());
    }

    /** Leaves no byte. */
    void fill() throws IOException {
        try (var filler = Files.newOutputStream(root.resolve("filler"))) {
            byte[] some = new byte[1 << 20];
            for (long left = room(); left > 0; left = room()) {
                filler.write(some, 0, (int) Math.min(left, some.length));
            }
        }
    }

    private long room() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    void free() throws IOException {
        Files.delete(root.resolve("filler"));
    }

    @Override
    public void close() {
        run("umount", root.toString());
    }

    /** @return whether it succeeded */
    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
