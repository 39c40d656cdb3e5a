package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions cleanup}. */
@Command(
        name = "cleanup",
        description =
                "Remove what a rollback would need: from then on a migration is for good. After attach, the split begins.")
public final class CleanupCommand implements Runnable {

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
        String told = MigrationText.of(migration) + "What a rollback would need is removed.\n";
        if (consent.isDryRun()) {
            output.print(migration, () -> told);
            return;
        }
        consent.ask(output, told);
        JsonNode begun = service.tell(id, "cleanup");
        JsonNode last = watch ? service.follow(id, output) : begun;
        output.print(last, () -> MigrationText.of(last));
        Service.mustNotHaveFailed(last);
    }
}
