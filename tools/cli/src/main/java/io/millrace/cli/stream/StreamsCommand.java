package io.millrace.cli.stream;

import io.millrace.api.stream.StreamSummary;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace streams}. */
@Command(
        name = "streams",
        description = "List the streams: what producers write to each dataset's topic, and how far it is.",
        subcommands = {ShowStreamCommand.class, SkipCommand.class})
public final class StreamsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Override
    public void run() {
        new Api().get(targets.ingest(), "/v1/streams", StreamSummary[].class).print(output, StreamsCommand::table);
    }

    private static String table(StreamSummary[] streams) {
        Table table = new Table(
                "dataset", "state", "partitions", "lag records", "lag seconds", "rows", "rejects", "freshness seconds");
        StringBuilder notes = new StringBuilder();
        for (StreamSummary stream : streams) {
            table.row(
                    stream.dataset(),
                    stream.state().toString(),
                    Quantities.count(stream.partitions()),
                    Quantities.count(stream.lagRecords()),
                    Cells.seconds(stream.lagSeconds()),
                    Quantities.count(stream.rows()),
                    Quantities.count(stream.rejects()),
                    Cells.seconds(stream.freshnessSeconds()));
            notes.append(note(stream));
        }
        return table.render() + notes;
    }

    /** What needs a person's look, and where it is told in full. */
    private static String note(StreamSummary stream) {
        String what =
                switch (stream.state()) {
                    case OUT_OF_RANGE -> "a partition is out of range";
                    case PARKED -> "a partition waits for a parked slice";
                    case FOLLOWING, UNREAD, NO_TOPIC ->
                        stream.replaced() > 0 ? "the topic was deleted or made anew" : "";
                };
        return what.isEmpty() ? "" : "%1$s: %2$s; see ./millrace streams show %1$s\n".formatted(stream.dataset(), what);
    }
}
