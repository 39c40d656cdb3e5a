package io.millrace.cli.parked;

import io.millrace.api.parked.Discarded;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private Choice units = new Choice();

    static final class Choice extends UnitChoice {
        @Option(names = "--job", paramLabel = "J", description = "All of this upload.")
        private @Nullable String job;

        @Override
        String query() {
            return job == null ? super.query() : "?job=" + Api.encode(job);
        }
    }

    @Override
    public void run() {
        ParkedCalls service = new ParkedCalls(targets);
        long meant = count(service);
        String plan = "%s parked %s given up: their rows will never be loaded.\n"
                .formatted(Quantities.count(meant), meant == 1 ? "unit is" : "units are");
        if (meant == 0 || consent.isDryRun()) {
            output.print(Map.of("discarded", 0, "left", meant), () -> meant == 0 ? "No units are parked.\n" : plan);
            return;
        }
        consent.ask(output, plan);
        Discarded done = service.discard(units);
        output.print(done, () -> text(done));
        if (done.left() > 0) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "%s are parked still; see ./millrace parked".formatted(Quantities.count(done.left())));
        }
    }

    private long count(ParkedCalls service) {
        if (units.ids().isEmpty()) {
            return service.list(units.query() + "&limit=1").value().total();
        }
        units.ids().forEach(service::get); // a mistyped one ends it here
        return units.ids().size();
    }

    private static String text(Discarded done) {
        String parts = Stream.of(
                        part(done.rejects(), "of uploads, each one reject now"),
                        part(done.skipped(), "of streams, passed over"),
                        part(done.failedJobs(), "end markers, whose uploads have failed"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        return Quantities.count(done.discarded()) + " discarded" + (parts.isEmpty() ? "" : ": " + parts) + "\n";
    }

    private static String part(long count, String meaning) {
        return count == 0 ? "" : Quantities.count(count) + " " + meaning;
    }
}
