package io.millrace.cli.table;

import io.millrace.api.migration.Forgotten;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions forget}. */
@Command(
        name = "forget",
        description = "Maintain a table no longer: the reverse of adopt. The table and its partitions stay.")
public final class ForgetCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Override
    public void run() {
        String told = "%s will get no new partitions, and none is retired any more.\n".formatted(table);
        Answer<Forgotten> plan = forget("?dryRun=true");
        if (consent.isDryRun()) {
            plan.print(output, same -> told);
            return;
        }
        consent.ask(output, told);
        forget("").print(output, done -> "%s is maintained no longer.\n".formatted(table));
    }

    private Answer<Forgotten> forget(String query) {
        String path = "/v1/tables/%s/forget%s".formatted(Api.encode(table), query);
        return new Api().post(targets.partition(), path, "{}", Forgotten.class);
    }
}
