package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions recut}. */
@Command(
        name = "recut",
        description =
                "Split or merge partitions into ones of another interval while they are in use; a DEFAULT partition is emptied. Tells the plan and asks before it begins.")
public final class RecutCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Parameters(paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            description = "hour, day, week, month, quarter or year. Default: that of the table's set.")
    private @Nullable String interval;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Leave what ends at or before it alone: 2026-01-01T00:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Leave what begins at or after it alone.")
    private @Nullable String to;

    @Option(names = "--watch", description = "Follow it to its end.")
    private boolean watch;

    @Override
    public void run() {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("kind", "recut").put("table", table);
        put(request, "interval", interval);
        put(request, "from", from);
        put(request, "to", to);
        new Service(targets).migrate(request, consent, watch, output);
    }

    private static void put(ObjectNode request, String field, @Nullable String value) {
        if (value != null) {
            request.put(field, value);
        }
    }
}
