package io.millrace.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A service whose answers are written in the test. */
public final class FakeService implements AutoCloseable {
    private static final List<String> HEADERS =
            List.of("Idempotency-Key", "Content-Type", "Content-Encoding", "Content-Disposition");

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public FakeService() {
        try {
            server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.start();
    }

    /** Of everything that begins with the path; a longer path takes precedence. */
    public FakeService answer(String path, int status, UnaryOperator<String> body) {
        return answer(path, request -> new Answer(status, body.apply(request)));
    }

    public record Answer(int status, String body) {}

    public FakeService answer(String path, Function<String, Answer> answers) {
        server.createContext(path, exchange -> {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            requests.add(sent.length == 0 ? request : request + describe(exchange.getRequestHeaders(), sent));
            Answer answer = answers.apply(request);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return this;
    }

    private static String describe(Headers headers, byte[] body) {
        StringBuilder text = new StringBuilder();
        for (String header : HEADERS) {
            String value = headers.getFirst(header);
            text.append(value == null ? "" : " " + header + "=" + value);
        }
        return text.append(' ').append(new String(body, StandardCharsets.UTF_8)).toString();
    }

    /** Ends each answer in its middle: after the text, though so many bytes were announced. */
    public void breakOff(String path, String text, int announced) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, announced);
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    /** Method, path and query of each; of one with a body also the headers that describe it, and the body. */
    public List<String> requests() {
        return requests;
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
