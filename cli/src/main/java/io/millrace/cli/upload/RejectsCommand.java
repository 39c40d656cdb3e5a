package io.millrace.cli.upload;

import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace rejects}. */
@Command(name = "rejects", description = "Print the rejected rows of an upload as CSV, each with its place and reason.")
public final class RejectsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Parameters(paramLabel = "ID", description = "The upload.")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file.")
    private @Nullable Path out;

    @Override
    public void run() {
        try (InputStream rejects = new Api().stream(targets.ingest(), "/v1/uploads/" + Api.encode(id) + "/rejects")) {
            if (out != null) {
                Files.copy(rejects, out, StandardCopyOption.REPLACE_EXISTING);
            } else {
                rejects.transferTo(System.out);
                System.out.flush();
            }
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "The rejects could not be read to their end: " + e);
        }
    }
}
