package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {

    @TempDir
    Path directory;

    @Test
    void whatWasCommittedSurvivesAnImmediateStopAndARestart() throws SQLException {
        PostgresOptions options = PostgresOptions.at(directory.resolve("data")).with("shared_buffers", "32MB");
        try (PostgresServer server = new PostgresServer(options).start()) {
            execute(server.database(), "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
            server.stopImmediate();
            assertThat(server.isRunning()).isFalse();
            server.start();
            assertThat(query(server.database(), "SELECT count(*) FROM kept")).isEqualTo("1000");
            server.restart();
            assertThat(query(server.database(), "SELECT count(*) FROM kept")).isEqualTo("1000");
            assertThat(query(server.database(), "SHOW shared_buffers")).isEqualTo("32MB");
            assertThat(query(server.database(), "SHOW fsync")).isEqualTo("on");
        }
        try (PostgresServer another = new PostgresServer(options).start()) {
            assertThat(query(another.database(), "SELECT count(*) FROM kept")).isEqualTo("1000");
        }
    }

    @Test
    void aNewDatabaseIsEmptyAlthoughOneOfItsNameWasThere() throws SQLException {
        PostgresServer server = SharedServers.postgres();
        execute(server.newDatabase("fresh"), "CREATE TABLE left_over ()");
        assertThat(query(server.newDatabase("fresh"), "SELECT to_regclass('left_over') IS NULL"))
                .isEqualTo("t");
    }

    /** Also when a schema is called like the user, as that of Millrace is. */
    @Test
    void aNameWithoutASchemaIsOfSchemaPublic() throws SQLException {
        Database database = SharedServers.postgres().newDatabase("unqualified");
        execute(database, "CREATE SCHEMA millrace");
        execute(database, "CREATE TABLE mine (a int)");
        assertThat(query(database, "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'mine'"))
                .isEqualTo("public");
    }

    @Test
    void temporaryDataGoesWithTheServer() throws SQLException {
        PostgresServer server = PostgresServer.temporary();
        Path data = Path.of(query(server.database(), "SHOW data_directory"));
        assertThat(data).isDirectory();
        server.close();
        assertThat(Files.exists(data)).isFalse();
    }

    @Test
    void aFailedStartQuotesTheLog() {
        PostgresOptions options = PostgresOptions.at(directory.resolve("data")).with("shared_buffers", "a lot");
        try (PostgresServer server = new PostgresServer(options)) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("shared_buffers")
                    .hasMessageContaining("a lot");
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
