package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.Readiness;
import io.millrace.embedded.process.StartException;
import io.millrace.embedded.program.PostgresPrograms;
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

/**
 * A PostgreSQL server as a child process: database, owner and password are all {@code millrace}, the owner is superuser.
 *
 * <p>Durable as PostgreSQL is by itself (fsync, synchronous commit): what was committed survives {@link #stopImmediate()}.
 * Root may not run PostgreSQL, so for root it runs in a user namespace of its own ({@code unshare -U}). A stop is a
 * fast shutdown: it ends sessions and writes a checkpoint.
 */
public final class PostgresServer extends EmbeddedServer {

    public static final String OWNER = "millrace";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(25);

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

    public PostgresServer(PostgresOptions options) {
        super("PostgreSQL", options.data(), options.log(), options.port());
        this.options = options;
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
    @Override
    public PostgresServer start() {
        if (isRunning()) {
            return this;
        }
        boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
        if (fresh) {
            initialize();
        }
        Child started = child.start(new Child.Spec("PostgreSQL", command(), Map.of(), log, "INT"));
        Readiness.await(started, START, PAUSE, this::answers);
        if (!exists(OWNER)) {
            execute("CREATE DATABASE " + OWNER);
        }
        return this;
    }

    /** Immediate shutdown, as after a power cut: no checkpoint; the next start recovers from the log. */
    public void stopImmediate() {
        child.end(running -> {
            running.signal("QUIT");
            if (!running.awaitExit(STOP)) {
                running.kill();
            }
        });
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
        return new Database("localhost", port(), name, OWNER, OWNER);
    }

    private List<String> command() {
        Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
        settings.put("port", Integer.toString(port()));
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
                if (isTemporary()) {
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
