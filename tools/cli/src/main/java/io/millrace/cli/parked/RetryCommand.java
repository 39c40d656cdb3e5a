package io.millrace.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace parked retry}. */
@Command(name = "retry", description = "Try parked units now, instead of waiting for their next turn.")
public final class RetryCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which = new Which();

    /** One of them; the command's own parser sees to that. */
    static final class Which {
        @Parameters(arity = "1..*", paramLabel = "ID", description = "These units.")
        private List<String> ids = List.of();

        @Option(names = "--dataset", paramLabel = "D", description = "All of this dataset.")
        private @Nullable String dataset;

        @Option(names = "--all", description = "All there are.")
        private boolean all;
    }

    @Override
    public void run() {
        Service service = new Service(targets);
        JsonNode done = which.dataset != null
                ? service.retry("?dataset=" + Api.encode(which.dataset))
                : which.all ? service.retry("") : service.each(which.ids, "retry");
        long retried = done.path("retried").asLong();
        output.print(
                done,
                () -> retried == 0
                        ? "No units are parked.\n"
                        : "%s %s tried now: ./millrace parked tells what stays\n"
                                .formatted(Quantities.count(retried), retried == 1 ? "unit is" : "units are"));
    }
}
