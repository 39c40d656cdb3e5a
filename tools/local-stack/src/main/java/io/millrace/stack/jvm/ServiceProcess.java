package io.millrace.stack.jvm;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.CurrentChild;
import io.millrace.embedded.process.Readiness;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of one service. It can be started again after each end; port and log stay. Calls come from one thread at a time.
 */
public final class ServiceProcess {

    private static final Duration READY = Duration.ofSeconds(120);
    // Seldom enough to leave the cores to the start itself, and the log to the service.
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration STOP = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Component component;
    private final String name;
    private final int port;
    private final StackOptions options;
    private final Map<String, String> environment;
    private final HttpClient http;
    private final CurrentChild child;
    private @Nullable ServiceCommand started;
    private boolean cacheLost;

    public ServiceProcess(
            Component component,
            String name,
            int port,
            StackOptions options,
            Map<String, String> environment,
            HttpClient http) {
        this.component = component;
        this.name = name;
        this.port = port;
        this.options = options;
        this.environment = environment;
        this.http = http;
        this.child = new CurrentChild(name);
    }

    public Component component() {
        return component;
    }

    /** The component's label; of a further replica with a number: {@code loader-2}. */
    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    public Path log() {
        return options.log(name);
    }

    public boolean isRunning() {
        return child.isRunning();
    }

    /** The running JVM; an exception when there is none. */
    public Child process() {
        return child.required();
    }

    /** Starts the JVM and returns at once. A running one stays as it is. */
    public void start() {
        if (!isRunning()) {
            Map<String, String> variables = new HashMap<>(environment);
            variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
            child.start(new Child.Spec(name, command(), variables, log(), "TERM"));
        }
    }

    /** Returns when the service says that it is ready: it reaches all it needs. */
    public void awaitReady() {
        Readiness.await(process(), READY, PAUSE, this::isReady);
    }

    /** Whether {@code /q/health/ready} answers with yes. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/q/health/ready"))
                .timeout(ANSWER)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Graceful end: the service finishes what it has in hand. False when it took too long and was killed. */
    public boolean stop() {
        Optional<Child> running = child.find();
        boolean graceful = child.stop(STOP);
        ServiceCommand command = started;
        cacheLost = running.isPresent()
                && command != null
                && command.cache().isPresent()
                && !command.cache().get().keep(running.get().exitStatus(), command.options(), command.classPath());
        return graceful;
    }

    /** Whether the last {@link #stop} should have left a cache for quicker starts, and none came about. */
    public boolean isCacheLost() {
        return cacheLost;
    }

    /** SIGKILL. */
    public void kill() {
        child.kill();
    }

    /** SIGSTOP: the JVM stands still with its connections open until {@link #resume()}. */
    public void pause() {
        process().signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        process().signal("CONT");
    }

    /** Graceful end, start, ready. */
    public void restart() {
        stop();
        start();
        awaitReady();
    }

    private List<String> command() {
        ServiceCommand chosen = options.quickStarts()
                ? ServiceCommand.quick(options.root(), options.state(), component)
                : ServiceCommand.asPacked(options.root(), component);
        // One replica records; the others would write the same file.
        if (!name.equals(component.label())
                && chosen.cache().map(AotCache::isMissing).orElse(false)) {
            chosen = ServiceCommand.asPacked(options.root(), component);
        }
        started = chosen;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jvm.crashOptions(log()));
        command.addAll(chosen.arguments());
        return command;
    }
}
