package io.millrace.loader;

import io.millrace.embedded.Database;
import io.millrace.embedded.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A database with Millrace's schema, as the partition service's migrations make it, and a table for readings. */
public record Schema(Database database) {
    private static final Path MIGRATIONS = Path.of("../partition-service/src/main/resources/db/migration");

    public static Schema in(PostgresServer server, String name) {
        Schema schema = new Schema(server.newDatabase(name));
        schema.execute("CREATE SCHEMA millrace");
        try (var files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted(Comparator.comparing(Schema::version)).toList()) {
                schema.execute(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema.table("readings");
        return schema;
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    /** A table partitioned by month, without partitions. */
    public void table(String name) {
        execute("""
                CREATE TABLE public.%s (sensor_id text NOT NULL, recorded_at timestamptz NOT NULL, temperature float8)
                PARTITION BY RANGE (recorded_at);
                INSERT INTO millrace.partition_set (schema_name, table_name, dataset, time_column, step, premake)
                VALUES ('public', '%1$s', '%1$s', 'recorded_at', 'month', 3)""".formatted(name));
    }

    public void execute(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The result as text: columns joined by a bar. */
    public List<String> query(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                List<String> fields = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    fields.add(rows.getString(i));
                }
                lines.add(fields.stream().map(String::valueOf).collect(Collectors.joining("|")));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
