package io.millrace.cli.parked;

import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace parked}. */
@Command(
        name = "parked",
        description = "List the parked units, the oldest first: input of which no rows could be made so far.",
        subcommands = {ShowParkedCommand.class, RetryCommand.class, DiscardCommand.class})
public final class ParkedCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Option(names = "--dataset", paramLabel = "D", description = "Only units of this dataset.")
    private @Nullable String dataset;

    @Option(names = "--job", paramLabel = "J", description = "Only units of this upload.")
    private @Nullable String job;

    @Option(names = "--limit", paramLabel = "N", description = "How many at most: 1 to 1000. Default: 100.")
    private @Nullable String limit;

    @Override
    public void run() {
        String query = Stream.of(parameter("dataset", dataset), parameter("job", job), parameter("limit", limit))
                .filter(parameter -> !parameter.isEmpty())
                .collect(Collectors.joining("&", "?", ""));
        new ParkedCalls(targets).list(query.equals("?") ? "" : query).print(output, ParkedCommand::text);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : name + "=" + Api.encode(value);
    }

    private static String text(ParkedPage page) {
        if (page.parked().isEmpty()) {
            return "No units are parked.\n";
        }
        Instant now = Instant.now();
        Table table = new Table("id", "dataset", "place", "attempts", "next try", "cause");
        for (ParkedUnit unit : page.parked()) {
            table.row(
                    unit.id().toString(),
                    unit.dataset(),
                    UnitText.place(unit),
                    Integer.toString(unit.attempts()),
                    UnitText.nextTry(unit, now),
                    UnitText.shortCause(unit));
        }
        int shown = page.parked().size();
        String more = page.total() > shown
                ? "The oldest %s of %s are shown; --limit and --dataset show others.\n"
                        .formatted(Quantities.count(shown), Quantities.count(page.total()))
                : "";
        return table.render() + more + "What mends them: ./millrace parked show ID\n";
    }
}
