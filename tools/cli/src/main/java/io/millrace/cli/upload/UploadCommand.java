package io.millrace.cli.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace upload}. */
@Command(
        name = "upload",
        description = "Send files and wait until their rows are committed.",
        footer = {
            "",
            "Exit status: 0 complete; 3 complete, but rows were rejected; 4 accepted, but parts of it are parked and stand still"
                    + " (./millrace parked); 1 failed; 2 wrong use.",
            "An upload that broke off is resumed, without a duplicate, by the same command with --key KEY as printed."
        })
public final class UploadCommand implements Callable<Integer> {

    /** How long it is watched that parked units are all there is left. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV or NDJSON; .gz and .zst are sent as they are.")
    private List<Path> files = List.of();

    @Option(names = "--dataset", required = true, paramLabel = "D", description = "Where the rows go.")
    private String dataset = "";

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "Idempotency key: the same file under the same key is loaded once. Default: a new one.")
    private @Nullable String key;

    @Option(names = "--no-wait", description = "Return as soon as the files are accepted.")
    private boolean noWait;

    @Option(names = "--dry-run", description = "Parse and check, load nothing.")
    private boolean dryRun;

    @Option(names = "--max-rejects", paramLabel = "N", description = "Fail when more rows than this are rejected.")
    private @Nullable Long maxRejects;

    @Option(names = "--delimiter", paramLabel = "C", description = "Default: the dataset's.")
    private @Nullable String delimiter;

    @Option(names = "--quote", paramLabel = "C", description = "Default: the dataset's.")
    private @Nullable String quote;

    @Option(names = "--escape", paramLabel = "C", description = "Default: the dataset's.")
    private @Nullable String escape;

    @Option(names = "--comment", paramLabel = "C", description = "Begins a line to skip. Default: the dataset's.")
    private @Nullable String comment;

    @Option(
            names = "--header",
            arity = "1",
            paramLabel = "true|false",
            description = "Whether the first line names the columns. Default: the dataset's.")
    private @Nullable Boolean header;

    @Option(names = "--null", paramLabel = "TEXT", description = "What stands for NULL. Default: the dataset's.")
    private @Nullable String nullText;

    @Option(names = "--encoding", paramLabel = "NAME", description = "Default: the dataset's.")
    private @Nullable String encoding;

    @Override
    public Integer call() {
        if (key != null && files.size() > 1) {
            throw new CommandFailure(CommandFailure.USAGE, "--key stands for one file; give one, or leave --key out");
        }
        List<UploadFile> sources = files.stream().map(UploadFile::of).toList();
        List<JsonNode> documents = new ArrayList<>();
        int status = 0;
        for (UploadFile source : sources) {
            Answer<UploadStatus> upload = upload(source);
            documents.add(upload.document());
            status = status == CommandFailure.FAILED ? status : Math.max(status, status(upload.value(), noWait));
            if (!output.isJson()) {
                System.out.println(UploadText.outcome(upload.value()));
            }
        }
        if (output.isJson()) {
            output.print(documents.size() == 1 ? documents.getFirst() : documents, () -> "");
        }
        return status;
    }

    private Answer<UploadStatus> upload(UploadFile source) {
        Api api = new Api();
        URI ingest = targets.ingest();
        String used = key != null ? key : UUID.randomUUID().toString();
        if (!output.isJson()) {
            System.out.println(source.path() + ": " + Quantities.bytes(source.bytes()) + ", key " + used);
        }
        try (UploadBar progress = new UploadBar(output.isWatched())) {
            progress.sending(source);
            Answer<UploadStatus> accepted =
                    new Sender(api, ingest, path(), used).send(source, progress::sent, progress::note);
            if (noWait || accepted.value().state().isFinal()) {
                return accepted;
            }
            progress.loading();
            return new Waiter(api, ingest, PATIENCE)
                    .await(accepted.value().id(), progress::loaded, progress::attention);
        }
    }

    private String path() {
        Map<String, Object> options = new LinkedHashMap<>();
        put(options, "delimiter", delimiter);
        put(options, "quote", quote);
        put(options, "escape", escape);
        put(options, "comment", comment);
        put(options, "header", header);
        put(options, "null", nullText);
        put(options, "encoding", encoding);
        put(options, "maxRejects", maxRejects);
        put(options, "dryRun", dryRun ? true : null);
        String query = options.entrySet().stream()
                .map(option ->
                        option.getKey() + "=" + Api.encode(option.getValue().toString()))
                .collect(Collectors.joining("&"));
        return "/v1/datasets/" + Api.encode(dataset) + "/uploads" + (query.isEmpty() ? "" : "?" + query);
    }

    private static void put(Map<String, Object> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    static int status(UploadStatus upload, boolean noWait) {
        return switch (upload.state()) {
            case COMPLETE -> 0;
            case COMPLETE_WITH_REJECTS -> CommandFailure.REJECTS;
            case FAILED, ABORTED -> CommandFailure.FAILED;
            case ATTENTION -> noWait ? 0 : CommandFailure.ATTENTION;
            case RECEIVING, LOADING -> noWait ? 0 : CommandFailure.FAILED;
        };
    }
}
