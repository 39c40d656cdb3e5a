package io.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs commands as a shell would, before a service whose answers are written in the test, and keeps what they print. */
final class Terminal implements BeforeEachCallback, AfterEachCallback {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeService service = new FakeService();
    private final String urlOption;

    /** @param urlOption that names the service to the commands */
    Terminal(String urlOption) {
        this.urlOption = urlOption;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        service.close();
        System.setOut(realOut);
        System.setErr(realErr);
    }

    FakeService service() {
        return service;
    }

    /** With the service's address; what earlier commands printed is forgotten. */
    int run(String... arguments) {
        return runAsItIs(Stream.concat(Stream.of(arguments), Stream.of(urlOption, service.address() + "/"))
                .toArray(String[]::new));
    }

    int runAsItIs(String... arguments) {
        out.reset();
        err.reset();
        return Main.commandLine().execute(arguments);
    }

    /** What the last command wrote to its standard output. */
    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the last command wrote to its standard error. */
    String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
