package io.millrace.cli.migration;

import io.millrace.api.migration.MigrationView;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a migration in one way or the other, once somebody has agreed. */
final class MigrationChange {

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

    /** @param consequence a sentence about what comes of it */
    void run(String verb, String consequence) {
        MigrationCalls migrations = new MigrationCalls(targets);
        Answer<MigrationView> migration = migrations.get(id);
        String plan = MigrationText.of(migration.value()) + consequence + "\n";
        if (consent.isDryRun()) {
            migration.print(output, same -> plan);
            return;
        }
        consent.ask(output, plan);
        migrations.show(migrations.tell(id, verb), watch, output);
    }
}
