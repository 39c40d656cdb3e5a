package io.millrace.cli.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace streams skip}: asks what it would cost, tells that, and does exactly what it told. */
@Command(
        name = "skip",
        description =
                "Go on at another offset of a partition. What lies between is not read; it says how much that is.")
public final class SkipCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "DATASET")
    private String dataset = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "The partition's number.")
    private int partition;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "OFFSET",
            description =
                    "earliest: the first record that the topic still has. latest: what comes from now on. Or an offset.")
    private String to = "";

    @Option(names = "--dry-run", description = "Only tell what would be passed over.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    @Override
    public void run() {
        Api api = new Api();
        JsonNode plan = skip(api, target(to), true);
        if (dryRun) {
            output.print(plan, () -> cost(plan));
            return;
        }
        if (!yes) {
            confirm(plan);
        }
        JsonNode done = skip(api, target(plan.path("to").asText()), false);
        output.print(
                done,
                () -> (yes ? cost(done) : "")
                        + "Done. Partition %d goes on at %s.\n"
                                .formatted(
                                        partition,
                                        Quantities.count(done.path("to").asLong())));
    }

    private JsonNode skip(Api api, ObjectNode target, boolean planOnly) {
        String path = "/v1/streams/%s/partitions/%d/skip%s"
                .formatted(Api.encode(dataset), partition, planOnly ? "?dryRun=true" : "");
        return api.post(
                targets.ingest(), path, "application/json", target.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Anything but a number goes as it is: the service tells what it takes. */
    private static ObjectNode target(String to) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return to.matches("[0-9]{1,18}") ? body.put("to", Long.parseLong(to)) : body.put("to", to);
    }

    private void confirm(JsonNode plan) {
        Console console = output.watcher()
                .orElseThrow(() -> new Failure(
                        Failure.USAGE,
                        "Nobody is there to be asked. Look at it with --dry-run, then repeat the command with --yes"));
        String answer = console.readLine("%sGo on? [y/N] ", cost(plan));
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new Failure(Failure.FAILED, "Nothing was changed");
        }
    }

    private static String cost(JsonNode skip) {
        StringBuilder text = new StringBuilder("Partition %s of %s: from %s to %s.\n"
                .formatted(
                        skip.path("partition").asText(),
                        skip.path("dataset").asText(),
                        count(skip, "from"),
                        count(skip, "to")));
        // offsets, not records: holes are among them
        text.append(
                skip.path("passedOver").asLong() == 0
                        ? "Nothing that the topic has is passed over.\n"
                        : "Up to %s records are passed over: they will never be rows.\n"
                                .formatted(count(skip, "passedOver")));
        if (skip.path("gone").asLong() > 0) {
            text.append(
                    "Up to %s records before that are gone from the topic already.\n".formatted(count(skip, "gone")));
        }
        if (skip.path("readAgain").asLong() > 0) {
            text.append("%s offsets are read again: those that hold the same records as before give rows twice.\n"
                    .formatted(count(skip, "readAgain")));
        }
        return text.toString();
    }

    private static String count(JsonNode skip, String field) {
        return Quantities.count(skip.path(field).asLong());
    }
}
