package io.millrace.transform;

import io.millrace.embedded.Database;
import io.millrace.embedded.SharedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of streams, written as the loader writes them. */
public final class StreamLedger {
    private static final Path MIGRATIONS = Path.of("../partition-service/src/main/resources/db/migration");
    private static final String NAME = "transform";

    private StreamLedger() {}

    /** A new database with the tables. */
    public static Database database() {
        Database database = SharedServers.postgres().newDatabase(NAME);
        try {
            run(database, "CREATE SCHEMA millrace");
            for (String migration :
                    List.of("V1__ledger.sql", "V2__partitions.sql", "V3__streams.sql", "V9__parked.sql")) {
                run(database, Files.readString(MIGRATIONS.resolve(migration)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return database;
    }

    /** @return the first column of the first row, if there is one */
    public static @Nullable String run(Database database, String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (!statement.execute()) {
                return null;
            }
            ResultSet rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
