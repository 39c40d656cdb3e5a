package io.millrace.cli.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace uploads}. */
@Command(name = "uploads", description = "List the uploads, or show one.")
public final class UploadsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Show this one.")
    private @Nullable String id;

    @Option(names = "--dataset", paramLabel = "D", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Override
    public void run() {
        Api api = new Api();
        if (id != null) {
            JsonNode job = api.get(targets.ingest(), "/v1/uploads/" + Api.encode(id));
            output.print(job, () -> one(new Job(job)));
            return;
        }
        JsonNode jobs =
                api.get(targets.ingest(), "/v1/uploads" + (dataset == null ? "" : "?dataset=" + Api.encode(dataset)));
        output.print(jobs, () -> list(jobs));
    }

    private static String one(Job job) {
        Table table = new Table("upload", job.id())
                .row("dataset", job.dataset())
                .row("file", job.sourceName())
                .row("state", job.state());
        if (!job.reason().isEmpty() && !job.reason().equals("null")) {
            table.row("reason", job.reason());
        }
        if (job.needsAttention()) {
            table.row("units parked", Quantities.count(job.unitsParked()))
                    .row("see", "./millrace parked --job " + job.id());
        }
        return table.row("rows loaded", Quantities.count(job.rows("loaded")))
                .row("rows rejected", Quantities.count(job.rows("rejected")))
                .row("rows duplicate", Quantities.count(job.rows("duplicate")))
                .row("bytes received", Quantities.count(job.bytes("received")))
                .row("bytes loaded", Quantities.count(job.bytes("loaded")))
                .row("started", job.startedAt())
                .row("took", job.took().map(Quantities::seconds).orElse(""))
                .render();
    }

    private static String list(JsonNode jobs) {
        Table table = new Table("id", "dataset", "file", "state", "loaded", "rejected", "started");
        for (JsonNode document : jobs) {
            Job job = new Job(document);
            table.row(
                    job.id(),
                    job.dataset(),
                    job.sourceName(),
                    job.state(),
                    Quantities.count(job.rows("loaded")),
                    Quantities.count(job.rows("rejected")),
                    job.startedAt());
        }
        return table.render();
    }
}
