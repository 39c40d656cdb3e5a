package io.millrace.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Targets;
import io.millrace.cli.migration.MigrationCalls;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the plan of a migration and asks; then begins it, and follows it when that is wanted. */
final class PlannedMigration {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Option(names = "--watch", description = "Follow it until the service does nothing more at it.")
    private boolean watch;

    void run(ObjectNode request) {
        MigrationCalls migrations = new MigrationCalls(targets);
        Answer<MigrationPlan> plan = migrations.plan(request.toString());
        if (consent.isDryRun() || !plan.value().refusals().isEmpty()) {
            plan.print(output, PlanText::of);
            PlanText.requireNone(plan.value().refusals());
            return;
        }
        consent.ask(output, PlanText.of(plan.value()));
        migrations.show(migrations.begin(request.toString()), watch, output);
    }

    static void put(ObjectNode request, String field, @Nullable String value) {
        if (value != null) {
            request.put(field, value);
        }
    }

    static void put(ObjectNode request, String field, @Nullable Integer value) {
        if (value != null) {
            request.put(field, value);
        }
    }
}
