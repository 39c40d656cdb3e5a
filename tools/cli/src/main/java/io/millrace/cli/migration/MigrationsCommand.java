package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace partitions migrations}. */
@Command(name = "migrations", description = "List the migrations, the newest first.")
public final class MigrationsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        JsonNode migrations = new Service(targets).all();
        output.print(migrations, () -> {
            Table table = new Table(
                    "id", "table", "kind", "state", "step", "rows", "of about", "rows/s", "stall ms", "began");
            for (JsonNode migration : migrations) {
                table.row(
                        migration.path("id").asText(),
                        MigrationText.table(migration),
                        MigrationText.kind(migration),
                        MigrationText.state(migration),
                        migration.path("step").asText(),
                        count(migration, "rowsDone"),
                        count(migration, "rowsTotal"),
                        count(migration, "rowsPerSecond"),
                        count(migration, "longestStallMillis"),
                        migration.path("createdAt").asText());
            }
            return table.render();
        });
    }

    private static String count(JsonNode migration, String field) {
        return Quantities.count(migration.path(field).asLong());
    }
}
