package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
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
        Service service = new Service(targets);
        String path = "/v1/tables/%s/forget".formatted(Api.encode(table));
        JsonNode plan = service.post(path + "?dryRun=true", "{}");
        String told = "%s will get no new partitions, and none is retired any more.\n".formatted(table);
        if (consent.isDryRun()) {
            output.print(plan, () -> told);
            return;
        }
        consent.ask(output, told);
        JsonNode done = service.post(path, "{}");
        output.print(done, () -> "%s is maintained no longer.\n".formatted(table));
    }
}
