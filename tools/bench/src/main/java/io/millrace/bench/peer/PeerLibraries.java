package io.millrace.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The peer's jars: those of {@code tools/bench/peer/pom.xml}, copied by Maven to {@code .millrace/peer}. They are on nobody's class
 * path but the peer's.
 */
public final class PeerLibraries {
    private final Path root;

    /** @param root of the source tree */
    public PeerLibraries(Path root) {
        this.root = root;
    }

    /**
     * Downloads them when they are not there, or when the pom has changed since.
     *
     * @return the directory of the jars
     * @throws IOException with the remedy when Maven cannot get them
     */
    public Path fetch() throws IOException, InterruptedException {
        Path pom = root.resolve("tools/bench/peer/pom.xml");
        Path peer = root.resolve(".millrace/peer");
        Path stamp = peer.resolve("pom.xml"); // a copy of the pom that the jars were fetched by
        if (Files.isRegularFile(stamp) && Files.mismatch(pom, stamp) < 0) {
            return peer.resolve("lib");
        }
        System.err.println("Fetching Kafka Connect and Debezium's JDBC sink (the first time only) …");
        Path log = peer.resolve("fetch.log");
        Files.createDirectories(peer);
        Files.deleteIfExists(stamp);
        clear(peer.resolve("lib"));
        // -U: a look-up that failed once is tried again
        int status = new ProcessBuilder(List.of(
                        root.resolve("mvnw").toString(),
                        "-q",
                        "-B",
                        "-U",
                        "-f",
                        pom.toString(),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + peer.resolve("lib")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("the libraries of tools/bench/peer/pom.xml could not be fetched; see " + log
                    + ". With another version there, or with --without-peer, it goes on");
        }
        Files.copy(pom, stamp);
        return peer.resolve("lib");
    }

    private static void clear(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
