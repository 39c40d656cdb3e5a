package io.millrace.stack.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.local.LocalStack;
import io.millrace.stack.Stack;
import io.millrace.stack.StackListener;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/** One stack for all end-to-end tests of a JVM, and the few things a client does with it. */
final class Installation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Installation running;

    private final Stack stack;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** An answer: its status and its body as JSON. */
    record Answer(int status, JsonNode json, HttpResponse<String> http) {
        String id() {
            return json.get("id").asText();
        }

        String state() {
            return json.get("state").asText();
        }

        long rows(String outcome) {
            return json.get("rows").get(outcome).asLong();
        }
    }

    Installation(Stack stack) {
        this.stack = stack;
    }

    /** Started with the first call; its processes end with this JVM. */
    static synchronized Installation get() {
        if (running == null) {
            Path state = Path.of("target/e2e").toAbsolutePath();
            Stack.wipe(state);
            Stack stack = new Stack(options(state), StackListener.silent());
            running = new Installation(stack.start());
        }
        return running;
    }

    /**
     * A stack for tests. Its JVMs start often and live for minutes: compiling less costs half the time. What was killed is
     * missed after 3 seconds instead of 10, a topic that has changed after 2 instead of 10, and its log is compacted at once.
     */
    static StackOptions options(Path state) {
        return StackOptions.isolated(LocalStack.root(), state)
                .withEnvironment("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
                .withEnvironment("KAFKA_SESSION_TIMEOUT_MS", "3000")
                .withEnvironment("KAFKA_HEARTBEAT_INTERVAL_MS", "500")
                .withKafka("group.min.session.timeout.ms", "3000")
                .withEnvironment("MILLRACE_TRANSFORM_RECORDS_METADATA_AGE", "2s")
                .withKafka("log.cleaner.backoff.ms", "300");
    }

    Stack stack() {
        return stack;
    }

    Answer upload(String dataset, BodyPublisher body, String... headers) {
        return upload(dataset, "", body, headers);
    }

    /** @param query the options, such as {@code ?dryRun=true} */
    Answer upload(String dataset, String query, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        at(Component.INGEST, "/v1/datasets/" + dataset + "/uploads" + query))
                .POST(body)
                .setHeader("Content-Type", "text/csv");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer upload(String dataset, String csv, String... headers) {
        return upload(dataset, BodyPublishers.ofString(csv), headers);
    }

    /** Waits until the upload has come to its end, whichever. */
    Answer ended(String id) {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (true) {
            Answer answer = get(Component.INGEST, "/v1/uploads/" + id + "?wait=10s");
            boolean open = answer.status() != 200
                    || answer.state().equals("receiving")
                    || answer.state().equals("loading");
            if (!open) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("upload " + id + " has not ended: " + answer.status() + " " + answer.json());
            }
        }
    }

    /** Uploads and waits. */
    Answer load(String dataset, String csv, String... headers) {
        Answer accepted = upload(dataset, csv, headers);
        if (accepted.status() != 202) {
            throw new AssertionError("not accepted: " + accepted.status() + " " + accepted.json());
        }
        return ended(accepted.id());
    }

    Answer get(Component service, String path) {
        return send(HttpRequest.newBuilder(at(service, path)).GET());
    }

    Answer post(Component service, String path, String json) {
        return send(HttpRequest.newBuilder(at(service, path))
                .POST(BodyPublishers.ofString(json))
                .setHeader("Content-Type", "application/json"));
    }

    Answer delete(Component service, String path) {
        return send(HttpRequest.newBuilder(at(service, path)).DELETE());
    }

    String rejects(String id) {
        return send(HttpRequest.newBuilder(at(Component.INGEST, "/v1/uploads/" + id + "/rejects"))
                        .GET())
                .http()
                .body();
    }

    /** Creates the dataset and waits until ingest knows it. */
    void dataset(String name, String yaml) {
        Answer answer = send(HttpRequest.newBuilder(at(Component.PARTITION, "/v1/datasets/" + name))
                .PUT(BodyPublishers.ofString(yaml))
                .setHeader("Content-Type", "application/yaml"));
        if (answer.status() / 100 != 2) {
            throw new AssertionError("dataset refused: " + answer.status() + " " + answer.json());
        }
        org.awaitility.Awaitility.await("ingest knows " + name)
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        upload(name, "?dryRun=true", BodyPublishers.noBody()).status() != 404);
    }

    /** What the first column of the first row is. */
    String sql(String query) {
        try (Connection connection = stack.database().connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(query)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** PostgreSQL's own COPY of a CSV with header into a new table of the same columns: the oracle. */
    void copy(String like, String oracle, InputStream csv) {
        try (Connection connection = stack.database().connect()) {
            connection.createStatement().execute("DROP TABLE IF EXISTS " + oracle);
            connection.createStatement().execute("CREATE TABLE " + oracle + " (LIKE " + like + ")");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + oracle + " FROM STDIN (FORMAT csv, HEADER)", csv);
        } catch (SQLException e) {
            throw new IllegalStateException("oracle " + oracle, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many rows one table has and the other has not, counted as often as they stand there. */
    long difference(String one, String other) {
        return Long.parseLong(sql("""
                SELECT count(*) FROM (
                  (SELECT * FROM %1$s EXCEPT ALL SELECT * FROM %2$s) UNION ALL
                  (SELECT * FROM %2$s EXCEPT ALL SELECT * FROM %1$s)) d
                """.formatted(one, other)));
    }

    private URI at(Component service, String path) {
        return stack.service(service).url().resolve(path);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofMinutes(5)).build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(
                    response.statusCode(),
                    type.contains("json") ? JSON.readTree(response.body()) : JSON.nullNode(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
