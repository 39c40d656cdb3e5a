package io.millrace.cli.dataset;

import io.millrace.api.dataset.DatasetView;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InvalidDatasetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace datasets apply}. */
@Command(name = "apply", description = "Create datasets, or change them, as their documents say.")
public final class ApplyCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A dataset document, YAML or JSON.")
    private List<Path> files = List.of();

    @Override
    public void run() {
        List<byte[]> documents = files.stream().map(ApplyCommand::read).toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            names.add(name(files.get(i), documents.get(i)));
        }
        Api api = new Api();
        for (int i = 0; i < documents.size(); i++) {
            String path = "/v1/datasets/" + Api.encode(names.get(i));
            api.put(targets.partition(), path, "application/yaml", documents.get(i), DatasetView.class)
                    .print(output, ApplyCommand::text);
        }
    }

    private static String text(DatasetView applied) {
        StringBuilder text =
                new StringBuilder("dataset %s has version %d\n".formatted(applied.name(), applied.version()));
        applied.warnings()
                .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }

    private static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(CommandFailure.USAGE, file + " is not a file; check the name");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.USAGE, file + " cannot be read: " + e.getMessage());
        }
    }

    // The name stands in the document; what else may be wrong with it is told before anything is sent.
    private static String name(Path file, byte[] document) {
        try {
            return DatasetDocument.read(new String(document, StandardCharsets.UTF_8))
                    .name();
        } catch (InvalidDatasetException e) {
            throw new CommandFailure(CommandFailure.USAGE, file + ": " + e.getMessage());
        }
    }
}
