package io.millrace.bench.measure;

import io.millrace.embedded.process.Child;
import io.millrace.stack.Stack;
import io.millrace.stack.jvm.ServiceProcess;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processes that do some work, and what they used for it over several measurements.
 *
 * <p>Not safe for several threads.
 */
public final class Processes {
    private final Map<String, ProcessHandle> handles = new LinkedHashMap<>();
    private final Map<String, Usage> used = new LinkedHashMap<>();

    private @Nullable ProcessHandle own; // everything else is among its children

    private Processes() {}

    /** The four services and the two servers. */
    public static Processes ofStack(Stack stack) {
        Processes processes = new Processes();
        for (ServiceProcess service : stack.services()) {
            processes.add(service.name(), service.process());
        }
        return processes.addServers(stack);
    }

    /** Another program on the stack's two servers. */
    public static Processes of(String name, Child program, Stack stack) {
        Processes processes = new Processes();
        processes.add(name, program);
        return processes.addServers(stack);
    }

    /** This JVM as a client of PostgreSQL, and the server. */
    public static Processes ofClientAndPostgres(Stack stack) {
        Processes processes = new Processes();
        processes.own = ProcessHandle.current();
        processes.add("postgres", stack.postgres().process());
        return processes;
    }

    private Processes addServers(Stack stack) {
        add("kafka", stack.kafka().process());
        add("postgres", stack.postgres().process());
        return this;
    }

    private void add(String name, Child process) {
        handles.put(name, ProcessHandle.of(process.pid()).orElseThrow());
    }

    /** What they have used so far; peaks begin anew. */
    public Map<String, Usage> begin() {
        handles.values().forEach(Usage::resetPeak);
        return now();
    }

    private Map<String, Usage> now() {
        Map<String, Usage> now = new LinkedHashMap<>();
        if (own != null) {
            now.put("client", Usage.ofAlone(own));
        }
        handles.forEach((name, process) -> now.put(name, Usage.of(process)));
        return now;
    }

    /** Adds what was used since {@link #begin} to the sum. */
    public void end(Map<String, Usage> begun) {
        now().forEach((name, now) -> used.merge(name, now.minus(begun.getOrDefault(name, now)), Usage::plus));
    }

    /** @param rows of all measurements together */
    public Map<String, Cost> costs(long rows) {
        Map<String, Cost> costs = new LinkedHashMap<>();
        used.forEach((name, usage) ->
                costs.put(name, new Cost(usage.cpuSeconds() * 1_000_000 / rows, usage.peakBytes() >> 20)));
        return costs;
    }
}
