package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.CurrentChild;
import io.millrace.embedded.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A server as a child process, with its data, its log and its port. Start and stop come from one thread at a time. */
public abstract sealed class EmbeddedServer implements AutoCloseable permits KafkaServer, PostgresServer {

    static final Duration STOP = Duration.ofSeconds(60);

    final Path home;
    final Path data;
    final Path log;
    final CurrentChild child;
    private final boolean temporary;
    private final int port;

    /**
     * @param givenData null: a temporary directory that goes with the server
     * @param givenLog null: beside the data
     * @param givenPort 0: a free one
     */
    EmbeddedServer(String name, @Nullable Path givenData, @Nullable Path givenLog, int givenPort) {
        temporary = givenData == null;
        home = givenData != null ? Directories.parent(givenData) : Directories.temporary(name.toLowerCase(Locale.ROOT));
        data = givenData != null ? givenData.toAbsolutePath() : home.resolve("data");
        log = givenLog != null ? givenLog : home.resolve(data.getFileName() + ".log");
        port = givenPort != 0 ? givenPort : Ports.free();
        child = new CurrentChild(name);
    }

    /** Returns when it takes requests. A server that runs already stays as it is. */
    public abstract EmbeddedServer start();

    /** Graceful end. False when it took longer than a minute and was killed. */
    public final boolean stop() {
        return child.stop(STOP);
    }

    /** Graceful end and start on the same port with the same data. */
    public final void restart() {
        stop();
        start();
    }

    /** Stops the server and deletes temporary data. */
    @Override
    public final void close() {
        stop();
        if (temporary) {
            Directories.delete(home);
        }
    }

    public final boolean isRunning() {
        return child.isRunning();
    }

    /** The running server's process; an exception when it does not run. */
    public final Child process() {
        return child.required();
    }

    public final int port() {
        return port;
    }

    final boolean isTemporary() {
        return temporary;
    }
}
