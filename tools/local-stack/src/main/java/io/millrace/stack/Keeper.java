package io.millrace.stack;

import io.millrace.embedded.process.Child;
import io.millrace.stack.jvm.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Starts components again that ended although nobody asked them to, as Kubernetes would. One that does not live long stays
 * down, so that its log can be read in peace.
 */
public final class Keeper {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    private final Stack stack;
    private final StackListener listener;
    private final Map<Long, Long> seen = new HashMap<>();

    public Keeper(Stack stack, StackListener listener) {
        this.stack = stack;
        this.listener = listener;
    }

    /** Keeps the stack running; ends only by interruption, or when nothing is left to keep. */
    public void keep() throws InterruptedException, ExecutionException {
        List<Part> parts = parts();
        while (!parts.isEmpty()) {
            parts.forEach(part -> seen.putIfAbsent(part.child().pid(), System.nanoTime()));
            CompletableFuture.anyOf(
                            parts.stream().map(part -> part.child().onExit()).toArray(CompletableFuture[]::new))
                    .get();
            for (Part part : parts) {
                if (!part.child().isAlive()) {
                    revive(part);
                }
            }
            parts = parts();
        }
    }

    private void revive(Part part) {
        Child child = part.child();
        long lived = System.nanoTime() - seen.getOrDefault(child.pid(), 0L);
        String ended = child.name() + " ended with status " + child.exitStatus() + "; see " + child.log();
        if (lived < LONG_ENOUGH.toNanos()) {
            listener.note(ended + ". It stays down: it lived for only "
                    + Duration.ofNanos(lived).toSeconds() + " s");
            return;
        }
        listener.note(ended + ". Starting it again");
        part.start().run();
        stack.record();
        listener.note(child.name() + " is back");
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (ServiceProcess service : stack.services()) {
            if (service.isRunning()) {
                parts.add(new Part(service.process(), () -> {
                    service.start();
                    service.awaitReady();
                }));
            }
        }
        if (stack.kafka().isRunning()) {
            parts.add(new Part(stack.kafka().process(), stack.kafka()::start));
        }
        if (stack.postgres().isRunning()) {
            parts.add(new Part(stack.postgres().process(), stack.postgres()::start));
        }
        return parts;
    }

    private record Part(Child child, Runnable start) {}
}
