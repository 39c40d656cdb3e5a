package io.millrace.cli.upload;

import io.millrace.api.upload.UploadStatus;
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
            api.get(targets.ingest(), "/v1/uploads/" + Api.encode(id), UploadStatus.class)
                    .print(output, UploadText::of);
            return;
        }
        String path = "/v1/uploads" + (dataset == null ? "" : "?dataset=" + Api.encode(dataset));
        api.get(targets.ingest(), path, UploadStatus[].class).print(output, UploadsCommand::table);
    }

    private static String table(UploadStatus[] uploads) {
        Table table = new Table("id", "dataset", "file", "state", "loaded", "rejected", "started");
        for (UploadStatus upload : uploads) {
            table.row(
                    upload.id().toString(),
                    upload.dataset(),
                    UploadText.text(upload.sourceName()),
                    upload.state().toString(),
                    Quantities.count(upload.rows().loaded()),
                    Quantities.count(upload.rows().rejected()),
                    UploadText.text(upload.startedAt()));
        }
        return table.render();
    }
}
