package io.millrace.cli.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** HTTP with JSON answers; whatever is not a success becomes a {@link CommandFailure} that says why in one line. */
public final class Api {

    /** A newer service may send more than this release knows. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Duration ANSWER = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** A path segment or query value. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public <T> Answer<T> get(URI base, String path, Class<T> type) {
        return send(request(base, path), base, type);
    }

    /** @param contentType of the body */
    public <T> Answer<T> put(URI base, String path, String contentType, byte[] body, Class<T> type) {
        HttpRequest.Builder request = request(base, path)
                .header("Content-Type", contentType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(request, base, type);
    }

    /** @param json the body; empty for none */
    public <T> Answer<T> post(URI base, String path, String json, Class<T> type) {
        HttpRequest.Builder request = request(base, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(request, base, type);
    }

    /** The body as it comes, for answers of any length; the caller closes it. */
    public InputStream stream(URI base, String path) {
        try {
            HttpResponse<InputStream> response = http.send(request(base, path).build(), BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            try (InputStream body = response.body()) {
                String text = new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8);
                throw ProblemText.of(response.statusCode(), text);
            }
        } catch (IOException e) {
            throw unreachable(base, e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** One exchange, without retries; the answer may be a refusal. */
    public HttpResponse<String> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    public static HttpRequest.Builder request(URI base, String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json, text/csv");
    }

    /** @throws CommandFailure for a refusal, and for what is no answer of Millrace */
    public static <T> Answer<T> read(HttpResponse<String> response, Class<T> type) {
        if (response.statusCode() / 100 != 2) {
            throw ProblemText.of(response.statusCode(), response.body());
        }
        try {
            JsonNode document = JSON.readTree(response.body());
            return new Answer<>(document, JSON.treeToValue(document, type));
        } catch (JsonParseException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    response.uri() + " answered with something that is not JSON: is it Millrace?");
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "%s answered with something that this release does not know: %s"
                            .formatted(response.uri(), e.getOriginalMessage()));
        }
    }

    /** Why a service could not be reached, and what to do. */
    public static CommandFailure unreachable(URI base, IOException e) {
        boolean local = "localhost".equals(base.getHost()) || "127.0.0.1".equals(base.getHost());
        if (e instanceof ConnectException) {
            String remedy =
                    local ? "Start it with ./millrace up, or see ./millrace status" : "Check --url and MILLRACE_URL";
            return new CommandFailure(CommandFailure.FAILED, "Nobody answers at " + base + ". " + remedy);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CommandFailure(CommandFailure.FAILED, "The connection to " + base + " broke: " + reason);
    }

    private <T> Answer<T> send(HttpRequest.Builder request, URI base, Class<T> type) {
        try {
            return read(exchange(request.build()), type);
        } catch (IOException e) {
            throw unreachable(base, e);
        }
    }

    private static CommandFailure interrupted() {
        Thread.currentThread().interrupt();
        return new CommandFailure(CommandFailure.FAILED, "interrupted");
    }
}
