package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions rollback}. */
@Command(
        name = "rollback",
        description =
                "Make everything as it was before a migration, before the swap or after it. Nothing that was written since is lost.")
public final class RollbackCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(names = "--watch", description = "Follow it to its end.")
    private boolean watch;

    @Override
    public void run() {
        Service service = new Service(targets);
        JsonNode migration = service.get(id);
        String told =
                MigrationText.of(migration) + "The table becomes what it was, with all that has been written since.\n";
        if (consent.isDryRun()) {
            output.print(migration, () -> told);
            return;
        }
        consent.ask(output, told);
        JsonNode begun = service.tell(id, "rollback");
        JsonNode last = watch ? service.follow(id, output) : begun;
        output.print(last, () -> MigrationText.of(last));
        Service.mustNotHaveFailed(last);
    }
}
