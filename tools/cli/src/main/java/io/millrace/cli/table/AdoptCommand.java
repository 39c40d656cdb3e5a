package io.millrace.cli.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.migration.AdoptPlan;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions adopt}. */
@Command(
        name = "adopt",
        description =
                "Maintain a table that is partitioned already, by hand or by pg_partman, without a dataset. What is not given is found out.")
public final class AdoptCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(names = "--interval", paramLabel = "INTERVAL", description = "hour, day, week, month, quarter or year.")
    private @Nullable String interval;

    @Option(names = "--premake", paramLabel = "N", description = "Partitions to keep ahead of now.")
    private @Nullable Integer premake;

    @Option(
            names = "--retention",
            paramLabel = "SPAN",
            description = "How long a partition is kept, such as \"12 months\".")
    private @Nullable String retention;

    @Option(names = "--expired", paramLabel = "WHAT", description = "What becomes of it then: keep, drop or archive.")
    private @Nullable String expired;

    @Option(names = "--stop-partman", description = "Switch pg_partman's maintenance of the table off.")
    private boolean stopPartman;

    @Override
    public void run() {
        Api api = new Api();
        String path = "/v1/tables/%s/adopt".formatted(Api.encode(table));
        String request = request().toString();
        Answer<AdoptPlan> plan = api.post(targets.partition(), path + "?dryRun=true", request, AdoptPlan.class);
        if (consent.isDryRun() || !plan.value().refusals().isEmpty()) {
            plan.print(output, PlanText::of);
            PlanText.requireNone(plan.value().refusals());
            return;
        }
        consent.ask(output, PlanText.of(plan.value()));
        api.post(targets.partition(), path, request, AdoptPlan.class)
                .print(output, done -> "%s is maintained. See its partitions: ./millrace partitions %1$s\n"
                        .formatted(table));
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("stopPartman", stopPartman);
        PlannedMigration.put(request, "interval", interval);
        PlannedMigration.put(request, "retention", retention);
        PlannedMigration.put(request, "expired", expired);
        PlannedMigration.put(request, "premake", premake);
        return request;
    }
}
