package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions archive}. */
@Command(
        name = "archive",
        description = "Archive a partition now, whatever the retention: write it, read it back, compare, and drop it.")
final class ArchiveCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "The partition's name, without its schema.")
    private String partition = "";

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Override
    public void run() {
        Api api = new Api();
        String path = "%s/partitions/%s/archive?dryRun=%s".formatted(SetPath.of(name), Api.encode(partition), dryRun);
        JsonNode plan = api.post(targets.partition(), path, "application/json", new byte[0]);
        if (dryRun || noWait) {
            output.print(plan, () -> RestoreCommand.steps(plan));
            return;
        }
        JsonNode done = new Archives(api, targets, name).await(plan.path("id").asLong(), "dropped");
        output.print(done, () -> "%s: %s rows are in %s (%s).\n"
                .formatted(
                        partition,
                        Quantities.count(done.path("rows").asLong()),
                        done.path("location").asText(),
                        Quantities.bytes(done.path("bytes").asLong())));
    }
}
