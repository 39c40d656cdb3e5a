package io.millrace.stack;

import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** The dataset of the first steps: {@code docs/examples/readings.yaml}. */
final class SampleDataset {

    private static final String NAME = "readings";
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private SampleDataset() {}

    /** Creates it when it is not there; an owner who changed or kept it is left alone. True when it was created. */
    static boolean create(HttpClient http, URI partitionService, Path root) {
        URI dataset = partitionService.resolve("/v1/datasets/" + NAME);
        try {
            HttpResponse<String> there =
                    http.send(HttpRequest.newBuilder(dataset).timeout(ANSWER).build(), BodyHandlers.ofString());
            if (there.statusCode() == 200) {
                return false;
            }
            HttpRequest put = HttpRequest.newBuilder(dataset)
                    .timeout(ANSWER)
                    .header("Content-Type", "application/yaml")
                    .PUT(BodyPublishers.ofFile(root.resolve("docs/examples/" + NAME + ".yaml")))
                    .build();
            HttpResponse<String> created = http.send(put, BodyHandlers.ofString());
            if (created.statusCode() / 100 != 2) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "the sample dataset could not be created: " + created.body());
            }
            return true;
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "the sample dataset could not be created: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating the sample dataset", e);
        }
    }
}
