package io.millrace.stack.sql;

import io.millrace.cli.local.LocalStack;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.embedded.PostgresServer;
import io.millrace.stack.options.Component;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace sql}. */
@Command(name = "sql", description = "Run SQL in the local stack's PostgreSQL and print the result.")
public final class SqlCommand implements Runnable {

    @Mixin
    private Output output = new Output();

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "Another database, such as jdbc:postgresql://host/db?user=me&password=secret.")
    private @Nullable String jdbc;

    @Parameters(paramLabel = "SQL")
    private String sql = "";

    @Override
    public void run() {
        Properties properties = new Properties();
        String url = jdbc;
        if (url == null) {
            url = local();
            properties.setProperty("user", PostgresServer.OWNER);
            properties.setProperty("password", PostgresServer.OWNER);
        }
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    QueryResult result = QueryResult.read(statement.getResultSet());
                    output.print(result.objects(), result::table);
                } else {
                    int changed = statement.getUpdateCount();
                    output.print(List.of(Map.of("changed", changed)), () -> changed + " rows changed\n");
                }
                rows = statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw new CommandFailure(CommandFailure.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static String local() {
        return LocalStack.find()
                .map(stack -> stack.parts().get(Component.POSTGRES.label()))
                .orElseThrow(() -> new CommandFailure(
                        CommandFailure.FAILED,
                        "No local stack is running: start it with ./millrace up, or give --jdbc"))
                .address();
    }
}
