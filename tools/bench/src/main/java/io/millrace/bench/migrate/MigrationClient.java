package io.millrace.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stack.Stack;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Begins migrations and waits for them. */
final class MigrationClient {
    private static final long POLL_MILLIS = 20;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI migrations;

    MigrationClient(Stack stack) {
        this.migrations = stack.service(Component.PARTITION).url().resolve("/v1/migrations");
    }

    /** @return the migration's id */
    long begin(String document) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(migrations)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(document)))
                .get("id")
                .asLong();
    }

    void ask(long id, String verb) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(migrations + "/" + id + "/" + verb))
                .POST(BodyPublishers.noBody()));
    }

    /**
     * @return the migration once it is in the state
     * @throws IllegalStateException when it failed
     */
    JsonNode await(long id, String state) throws IOException, InterruptedException {
        while (true) {
            JsonNode migration = send(HttpRequest.newBuilder(URI.create(migrations + "/" + id)));
            String now = migration.get("state").asText();
            if (now.equals(state)) {
                return migration;
            }
            if (now.equals("failed")) {
                throw new IllegalStateException("migration " + id + ": " + migration.get("error"));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return json.readTree(response.body());
    }
}
