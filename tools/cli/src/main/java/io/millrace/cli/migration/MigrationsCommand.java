package io.millrace.cli.migration;

import io.millrace.api.migration.MigrationView;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.Objects;
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
        new MigrationCalls(targets).all().print(output, MigrationsCommand::table);
    }

    private static String table(MigrationView[] migrations) {
        Table table =
                new Table("id", "table", "kind", "state", "step", "rows", "of about", "rows/s", "stall ms", "began");
        for (MigrationView migration : migrations) {
            table.row(
                    Long.toString(migration.id()),
                    migration.request().table().toString(),
                    migration.request().kind().text(),
                    MigrationText.state(migration.state()),
                    Objects.toString(migration.step(), ""),
                    Quantities.count(migration.rowsDone()),
                    Quantities.count(migration.rowsTotal()),
                    Quantities.count(migration.rowsPerSecond()),
                    Quantities.count(migration.longestStallMillis()),
                    migration.createdAt().toString());
        }
        return table.render();
    }
}
