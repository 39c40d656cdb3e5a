package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a child process: database, owner and password are all {@code millrace}, the owner is superuser.
 *
 * <p>Durable as PostgreSQL is by itself (fsync, synchronous commit): what was committed survives {@link #stopImmediate()}.
 * Root may not run PostgreSQL, so for root it runs in a user namespace of its own ({@code unshare -U}). Start and stop
 * come from one thread at a time.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String OWNER = "millrace";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Duration STOP = Duration.ofSeconds(60);

    // For a laptop that also runs the broker and four services. The builds at hand cannot compress the write-ahead log
    // with
    // lz4, and pglz costs more than it saves.
    private static final Map<String, String> DEFAULTS = Map.of(
            "listen_addresses", "localhost",
            // TCP only: the path of a socket may not exceed some 100 bytes.
            "unix_socket_directories", "",
            "max_connections", "100",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "15min",
            // The user and a schema are both called millrace: without this, what is made without a schema lands there.
            "search_path", "public",
            "TimeZone", "UTC",
            "log_timezone", "UTC");

    private final PostgresPrograms programs = PostgresPrograms.ofThisPlatform();
    private final PostgresOptions options;
    private final Path home;
    private final Path data;
    private final Path log;
    private final int port;
    private volatile @Nullable Child child;

    public PostgresServer(PostgresOptions options) {
        this.options = options;
        Path given = options.data();
        this.home = given != null ? Directories.parent(given) : Directories.temporary("postgres");
        this.data = given != null ? given.toAbsolutePath() : home.resolve("data");
        Path givenLog = options.log();
        this.log = givenLog != null ? givenLog : home.resolve(data.getFileName() + ".log");
        this.port = options.port() != 0 ? options.port() : Ports.free();
    }

    /** A started server with temporary data on a free port. */
    public static PostgresServer temporary() {
        return new PostgresServer(PostgresOptions.temporary()).start();
    }

    /**
     * Makes the cluster when it is not there yet, starts the server and returns when it answers. A server that runs already
     * stays as it is.
     *
     * @throws StartException with the end of the log
     */
    public PostgresServer start() {
        if (isRunning()) {
            return this;
        }
        boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
        if (fresh) {
            initialize();
        }
        Child started = Child.start(new Child.Spec("PostgreSQL", command(), Map.of(), log, "INT"));
        child = started;
        Readiness.await(started, START, PAUSE, this::answers);
        if (!exists(OWNER)) {
            execute("CREATE DATABASE " + OWNER);
        }
        return this;
    }

    /** Fast shutdown: ends sessions, writes a checkpoint. False when it took longer than a minute and was killed. */
    public boolean stop() {
        Child running = child;
        boolean graceful = running == null || running.stop(STOP);
        child = null;
        return graceful;
    }

    /** Immediate shutdown, as after a power cut: no checkpoint; the next start recovers from the log. */
    public void stopImmediate() {
        Child running = child;
        if (running != null) {
            running.signal("QUIT");
            if (!running.awaitExit(STOP)) {
                running.kill();
            }
        }
        child = null;
    }

    /** Fast shutdown and start on the same port with the same data. */
    public void restart() {
        stop();
        start();
    }

    /** Stops the server and deletes temporary data. */
    @Override
    public void close() {
        stop();
        if (options.data() == null) {
            Directories.delete(home);
        }
    }

    public boolean isRunning() {
        Child running = child;
        return running != null && running.isAlive();
    }

    /** The running server's process; an exception when it does not run. */
    public Child process() {
        Child running = child;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL is not running");
        }
        return running;
    }

    public int port() {
        return port;
    }

    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    /** The database that is always there. */
    public Database database() {
        return database(OWNER);
    }

    /** An empty database; one of this name that was there is dropped first, its sessions are ended. */
    public Database newDatabase(String name) {
        String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
        execute("CREATE DATABASE " + quoted);
        return database(name);
    }

    private Database database(String name) {
        return new Database("localhost", port, name, OWNER, OWNER);
    }

    private List<String> command() {
        Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
        settings.put("port", Integer.toString(port));
        settings.putAll(options.settings());
        List<String> command = new ArrayList<>(programs.command("postgres", "-D", data.toString()));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void initialize() {
        try {
            Files.createDirectories(home);
            Path password = Files.createTempFile("millrace-", ".password");
            try {
                Files.writeString(password, OWNER);
                List<String> command = new ArrayList<>(programs.command("initdb", "-D", data.toString()));
                command.addAll(List.of("-U", OWNER, "-A", "scram-sha-256", "--pwfile=" + password, "-E", "UTF8"));
                command.addAll(programs.locale());
                if (options.data() == null) {
                    command.add("--no-sync");
                }
                Child initdb = Child.start(new Child.Spec("initdb", command, Map.of(), log, "TERM"));
                if (!initdb.awaitExit(START) || initdb.exitStatus() != 0) {
                    throw new StartException(
                            "PostgreSQL's initdb failed. The end of " + log + ":\n" + initdb.logTail());
                }
            } finally {
                Files.deleteIfExists(password);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Connection connection = database("postgres").connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private boolean exists(String database) {
        try (Connection connection = database("postgres").connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not tell its databases", e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = database("postgres").connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }
}
