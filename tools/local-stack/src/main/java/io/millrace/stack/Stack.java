package io.millrace.stack;

import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.CommandFailure;
import io.millrace.embedded.Database;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.Ports;
import io.millrace.embedded.PostgresServer;
import io.millrace.embedded.process.Directories;
import io.millrace.stack.jvm.AotCache;
import io.millrace.stack.jvm.ServiceCommand;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.PortCheck;
import io.millrace.stack.options.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Kafka, PostgreSQL and the four services as child processes of this JVM. They run until {@link #stop()} or until this JVM
 * ends, however it ends. The methods are called from one thread at a time.
 */
public final class Stack implements AutoCloseable {

    private final StackOptions options;
    private final StackListener listener;
    private final Servers servers;
    private final List<ServiceProcess> services = new ArrayList<>();
    private volatile boolean claimed;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    public Stack(StackOptions options, StackListener listener) {
        this.options = options;
        this.listener = new OneAtATime(listener);
        this.servers = Servers.of(options);
        for (Component component : Component.values()) {
            if (component.isService()) {
                services.add(newService(component, component.label(), options.port(component)));
            }
        }
    }

    /**
     * Starts everything, as much as possible at the same time, and returns when all are ready and the sample dataset is there.
     * When one fails, the others are stopped again.
     *
     * @throws CommandFailure when a port is taken or another stack runs with the same state
     */
    public Stack start() {
        endLeftovers(options.state(), listener);
        PortCheck.require(options);
        services.forEach(service -> ServiceCommand.jar(options.root(), service.component()));
        Directories.delete(options.state().resolve("log"));
        createDirectories();
        record(false);
        claimed = true;
        try {
            startAll();
            if (SampleDataset.create(http, service(Component.PARTITION).url(), options.root())) {
                listener.note("created the sample dataset readings");
            }
            record(true);
            return this;
        } catch (RuntimeException e) {
            // An interrupt that ended the start must not end the stop as well.
            Thread.interrupted();
            stop();
            throw e;
        }
    }

    /** Stops all in order: a component before those it needs, so that each can finish what it has in hand. */
    public void stop() {
        if (servers.kafkaCache().map(AotCache::isMissing).orElse(false)) {
            listener.note("the first stop after a build also prepares quicker starts and takes some seconds longer");
        }
        for (ServiceProcess service : services) {
            stop(service.name(), service.isRunning(), () -> new Servers.Stopped(service.stop(), service.isCacheLost()));
        }
        stop(Component.KAFKA.label(), kafka().isRunning(), servers::stopKafka);
        stop(
                Component.POSTGRES.label(),
                postgres().isRunning(),
                () -> new Servers.Stopped(postgres().stop(), false));
        StackFile.delete(options.state());
        claimed = false;
    }

    /**
     * Makes a {@link #stop()} under way on another thread quick: what still runs is ended at once. Nothing that was committed
     * or acknowledged is lost by it.
     */
    public void hurry() {
        for (StackFile.Part part :
                Roster.of(services, kafka(), postgres(), options, false).parts().values()) {
            if (part.process() != null && part.port() != postgres().port()) {
                part.process().find().ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        postgres().stopImmediate();
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * Deletes data and logs of earlier runs.
     *
     * @throws CommandFailure when a stack runs with this state
     */
    public static void wipe(Path state) {
        endLeftovers(state, StackListener.silent());
        Directories.delete(state.resolve("data"));
        Directories.delete(state.resolve("log"));
    }

    /** Whether this stack has the state directory to itself: from its start until it has stopped. */
    public boolean isClaimed() {
        return claimed;
    }

    public StackOptions options() {
        return options;
    }

    public KafkaServer kafka() {
        return servers.kafka();
    }

    public PostgresServer postgres() {
        return servers.postgres();
    }

    public Database database() {
        return postgres().database();
    }

    /** The first replica of a service. */
    public ServiceProcess service(Component component) {
        return services.stream()
                .filter(service -> service.component() == component)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(component.label() + " is not a service"));
    }

    /** All replicas of all services. */
    public List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /** Starts a further replica of a service on a free port and returns when it is ready; it stops with the stack. */
    public ServiceProcess addReplica(Component component) {
        long number = services.stream()
                        .filter(service -> service.component() == component)
                        .count()
                + 1;
        ServiceProcess replica = newService(component, component.label() + "-" + number, Ports.free());
        services.add(services.indexOf(service(component)) + 1, replica);
        replica.start();
        replica.awaitReady();
        record(true);
        return replica;
    }

    /** Writes the processes of the moment to {@code stack.json}; to be called after one was started again. */
    public void record() {
        record(true);
    }

    private ServiceProcess newService(Component component, String name, int port) {
        return new ServiceProcess(component, name, port, options, servers.environment(options), http);
    }

    private static void endLeftovers(Path state, StackListener listener) {
        Leftovers.end(state, listener);
        StackFile.read(state).ifPresent(alive -> {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "a stack with the state in " + state + " is running already (process "
                            + alive.owner().pid() + "); ./millrace down stops it");
        });
    }

    private void createDirectories() {
        try {
            Files.createDirectories(options.state().resolve("data"));
            Files.createDirectories(options.state().resolve("cache"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startAll() {
        long begun = System.nanoTime();
        List<Runnable> servers = List.of(
                () -> {
                    postgres().start();
                    ready(Component.POSTGRES.label(), postgres().jdbcUrl(), begun);
                },
                () -> {
                    kafka().start();
                    ready(Component.KAFKA.label(), kafka().bootstrapServers(), begun);
                });
        List<Runnable> users = new ArrayList<>();
        for (ServiceProcess service : services) {
            users.add(() -> {
                service.start();
                service.awaitReady();
                ready(service.name(), service.url().toString(), begun);
            });
        }
        Together.run(servers, users);
    }

    private void ready(String name, String where, long begun) {
        record(false);
        listener.ready(name, where, Duration.ofNanos(System.nanoTime() - begun));
    }

    private void stop(String name, boolean running, Supplier<Servers.Stopped> stopping) {
        if (!running) {
            return;
        }
        long begun = System.nanoTime();
        Servers.Stopped stopped = stopping.get();
        if (!stopped.graceful()) {
            listener.note(name + " did not stop in time and was killed");
        } else if (stopped.cacheLost()) {
            listener.note(
                    name + " could not prepare quicker starts; nothing else is lost, and its next start takes longer");
        }
        listener.stopped(name, Duration.ofNanos(System.nanoTime() - begun));
    }

    private synchronized void record(boolean ready) {
        Roster.of(services, kafka(), postgres(), options, ready).write(options.state());
    }
}
