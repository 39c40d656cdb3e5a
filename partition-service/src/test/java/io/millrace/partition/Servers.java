package io.millrace.partition;

import io.millrace.embedded.Database;
import io.millrace.embedded.SharedServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Real Kafka and PostgreSQL for the service under test. Sessions live in an odd time zone and look for names in the service's
 * own schema first, unless they say otherwise: neither may show.
 */
public class Servers implements QuarkusTestResourceLifecycleManager {
    private static volatile Database database;

    @Override
    public Map<String, String> start() {
        database = SharedServers.postgres().newDatabase(name());
        execute("ALTER DATABASE " + name() + " SET timezone = 'America/St_Johns'");
        execute("ALTER DATABASE " + name() + " SET search_path = millrace, public");
        Map<String, String> config = new TreeMap<>(S3Server.shared().config());
        config.put("millrace.partition.connection-timeout", "3s");
        config.putAll(Map.of(
                "MILLRACE_POSTGRES_HOST", database.host(),
                "MILLRACE_POSTGRES_PORT", Integer.toString(database.port()),
                "MILLRACE_POSTGRES_DATABASE", database.name(),
                "KAFKA_BOOTSTRAP_SERVERS", SharedServers.kafka().bootstrapServers(),
                "quarkus.http.test-port", "0",
                "millrace.partition.lock-timeout", "200ms",
                "millrace.partition.lock-backoff", "50ms",
                "millrace.partition.lock-attempts", "40",
                "millrace.partition.migration.resume-every", "1s",
                "millrace.topics.reconcile-every", "1s"));
        return config;
    }

    /** The name of the database that the service gets. */
    protected String name() {
        return "partition";
    }

    @Override
    public void stop() {}

    public static Connection connect() {
        try {
            Connection connection = database.connect();
            connection.createStatement().execute("SET search_path = public");
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** @param lockTimeout how long to wait for a lock */
    public static void execute(String sql, String lockTimeout) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '" + lockTimeout + "'");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** @return the first column of every row as text */
    public static List<String> query(String sql, Object... arguments) {
        try (Connection connection = connect()) {
            return query(connection, sql, arguments);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    public static List<String> query(Connection connection, String sql, Object... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            var rows = statement.executeQuery();
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
