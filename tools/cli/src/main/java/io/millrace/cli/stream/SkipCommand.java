package io.millrace.cli.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.stream.Skip;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
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

    @Mixin
    private Consent consent = new Consent();

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

    @Override
    public void run() {
        Answer<Skip> plan = skip("?dryRun=true", to);
        if (consent.isDryRun()) {
            plan.print(output, SkipCommand::cost);
            return;
        }
        consent.ask(output, cost(plan.value()));
        skip("", Long.toString(plan.value().to()))
                .print(
                        output,
                        done -> (consent.isGiven() ? cost(done) : "")
                                + "Done. Partition %d goes on at %s.\n"
                                        .formatted(partition, Quantities.count(done.to())));
    }

    private Answer<Skip> skip(String query, String target) {
        String path = "/v1/streams/%s/partitions/%d/skip%s".formatted(Api.encode(dataset), partition, query);
        return new Api().post(targets.ingest(), path, request(target), Skip.class);
    }

    /** Anything but a number goes as it is: the service tells what it takes. */
    private static String request(String to) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return (to.matches("[0-9]{1,18}") ? body.put("to", Long.parseLong(to)) : body.put("to", to)).toString();
    }

    private static String cost(Skip skip) {
        StringBuilder text = new StringBuilder("Partition %d of %s: from %s to %s.\n"
                .formatted(
                        skip.partition(), skip.dataset(), Quantities.count(skip.from()), Quantities.count(skip.to())));
        // offsets, not records: holes are among them
        text.append(
                skip.passedOver() == 0
                        ? "Nothing that the topic has is passed over.\n"
                        : "Up to %s records are passed over: they will never be rows.\n"
                                .formatted(Quantities.count(skip.passedOver())));
        if (skip.gone() > 0) {
            text.append("Up to %s records before that are gone from the topic already.\n"
                    .formatted(Quantities.count(skip.gone())));
        }
        if (skip.readAgain() > 0) {
            text.append("%s offsets are read again: those that hold the same records as before give rows twice.\n"
                    .formatted(Quantities.count(skip.readAgain())));
        }
        return text.toString();
    }
}
