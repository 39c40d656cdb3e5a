package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import java.util.Set;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions restore}. */
@Command(
        name = "restore",
        description =
                "Make a partition of what left the table: out of the archive, or the table as it stands. Retention leaves it alone until ./millrace partitions release.")
final class RestoreCommand implements Runnable {
    private static final Set<String> POSSIBLE = Set.of("detached", "written", "verified", "dropped", "restoring");

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
        Archives archives = new Archives(api, targets, name);
        long id = archives.newest(partition, POSSIBLE).path("id").asLong();
        String path = "%s/%d/restore?dryRun=%s".formatted(Archives.path(name), id, dryRun);
        JsonNode plan = api.post(targets.partition(), path, "application/json", new byte[0]);
        if (dryRun || noWait) {
            output.print(plan, () -> steps(plan));
            if (!plan.path("refusals").isEmpty()) {
                throw new Failure(Failure.FAILED, "It cannot be restored");
            }
            return;
        }
        JsonNode done = archives.await(id, "restored");
        output.print(done, () -> "%s is a partition again, and is held.\n"
                .formatted(done.path("partition").asText()));
    }

    /** What is done, and what stands in the way. */
    static String steps(JsonNode plan) {
        StringJoiner steps = new StringJoiner(", ", plan.path("partition").asText() + ": ", ".\n");
        plan.path("steps").forEach(step -> steps.add(step.asText()));
        StringBuilder text = new StringBuilder(steps.toString());
        plan.path("filled")
                .forEach(column -> text.append(
                        "Column %s is new since; it is NULL or has its default.\n".formatted(column.asText())));
        plan.path("refusals").forEach(refusal -> text.append(refusal.asText()).append('\n'));
        return text.toString();
    }
}
