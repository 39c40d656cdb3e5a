package io.millrace.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace parked discard}. */
@Command(
        name = "discard",
        description =
                "Give parked units up for good: one of an upload becomes a reject, one of a stream is passed over. `parked show ID --raw` saves the input before.")
public final class DiscardCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which = new Which();

    /** One of them; the command's own parser sees to that. */
    static final class Which {
        @Parameters(arity = "1..*", paramLabel = "ID", description = "These units.")
        private List<String> ids = List.of();

        @Option(names = "--dataset", paramLabel = "D", description = "All of this dataset.")
        private @Nullable String dataset;

        @Option(names = "--job", paramLabel = "J", description = "All of this upload.")
        private @Nullable String job;

        boolean areNamed() {
            return dataset == null && job == null;
        }

        String query() {
            return dataset != null ? "?dataset=" + Api.encode(dataset) : "?job=" + Api.encode(String.valueOf(job));
        }
    }

    @Override
    public void run() {
        Service service = new Service(targets);
        long meant;
        if (which.areNamed()) {
            which.ids.forEach(service::get); // a mistyped one ends it here
            meant = which.ids.size();
        } else {
            meant = service.list(which.query() + "&limit=1").path("total").asLong();
        }
        String plan = "%s parked %s given up: their rows will never be loaded.\n"
                .formatted(Quantities.count(meant), meant == 1 ? "unit is" : "units are");
        if (meant == 0 || consent.isDryRun()) {
            output.print(Map.of("discarded", 0, "left", meant), () -> meant == 0 ? "No units are parked.\n" : plan);
            return;
        }
        consent.ask(output, plan);
        JsonNode done = which.areNamed() ? service.each(which.ids, "discard") : service.discard(which.query());
        output.print(done, () -> told(done));
        if (done.path("left").asLong() > 0) {
            throw new Failure(
                    Failure.FAILED, "%s are parked still; see ./millrace parked".formatted(count(done, "left")));
        }
    }

    private static String told(JsonNode done) {
        String parts = Stream.of(
                        part(done, "rejects", "of uploads, each one reject now"),
                        part(done, "skipped", "of streams, passed over"),
                        part(done, "failedJobs", "end markers, whose uploads have failed"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        return count(done, "discarded") + " discarded" + (parts.isEmpty() ? "" : ": " + parts) + "\n";
    }

    private static String part(JsonNode done, String field, String meaning) {
        return done.path(field).asLong() == 0 ? "" : count(done, field) + " " + meaning;
    }

    private static String count(JsonNode done, String field) {
        return Quantities.count(done.path(field).asLong());
    }
}
