package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stack.Stack;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a client does: PUT a dataset, POST a file. */
public final class Client {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI ingest;
    private final URI partition;

    public Client(Stack stack) {
        this.ingest = stack.service(Component.INGEST).url();
        this.partition = stack.service(Component.PARTITION).url();
    }

    public void dataset(String name, String yaml) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(partition.resolve("/v1/datasets/" + name))
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(yaml)));
    }

    /** @return the job's id */
    public String file(String dataset, Path csv) throws IOException, InterruptedException {
        String body = send(HttpRequest.newBuilder(ingest.resolve("/v1/datasets/" + dataset + "/uploads"))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofFile(csv)));
        return new ObjectMapper().readTree(body).get("id").asText();
    }

    /** @return how many lines the answer of the partition service has; none of them is kept */
    public long lines(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(HttpRequest.newBuilder(partition.resolve(path)).build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= 300) {
                throw new IOException(path + ": " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            return count(body);
        }
    }

    private static long count(InputStream body) throws IOException {
        byte[] chunk = new byte[1 << 16];
        long lines = 0;
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    lines++;
                }
            }
        }
        return lines;
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
