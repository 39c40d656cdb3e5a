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

/** {@code millrace partitions migrate}. */
@Command(
        name = "migrate",
        description =
                "Make a plain table a partitioned one while it is in use. Tells the plan and asks before it begins.")
public final class MigrateCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Consent consent = new Consent();

    @Option(names = "--table", required = true, paramLabel = "TABLE", description = "As schema.name.")
    private String table = "";

    @Option(names = "--column", required = true, paramLabel = "COLUMN", description = "The time column.")
    private String column = "";

    @Option(
            names = "--interval",
            required = true,
            paramLabel = "INTERVAL",
            description = "The time one partition holds: hour, day, week, month, quarter or year.")
    private String interval = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "copy: the rows are copied into a new table. attach: nothing is copied, the table becomes the first partition. Default: copy.")
    private String mode = "copy";

    @Option(names = "--premake", paramLabel = "N", description = "Partitions to keep ahead of now. Default: 3.")
    private @Nullable Integer premake;

    @Option(
            names = "--retention",
            paramLabel = "SPAN",
            description = "How long a partition is kept, such as \"12 months\". Default: for ever.")
    private @Nullable String retention;

    @Option(names = "--watch", description = "Follow it until the new table is in place.")
    private boolean watch;

    @Override
    public void run() {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("kind", mode)
                .put("table", table)
                .put("column", column)
                .put("interval", interval);
        if (premake != null) {
            request.put("premake", premake);
        }
        if (retention != null) {
            request.put("retention", retention);
        }
        new Service(targets).migrate(request, consent, watch, output);
    }
}
