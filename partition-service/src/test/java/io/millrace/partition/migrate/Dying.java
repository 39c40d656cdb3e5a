package io.millrace.partition.migrate;

import io.millrace.postgres.FailPoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets runners die where a test wants it, each once at each place, and remembers where they passed. */
@ApplicationScoped
public class Dying implements FailPoint {
    private static final Pattern MIGRATION = Pattern.compile("migration (\\d+) (.*)");

    private final ConcurrentMap<Long, Consumer<String>> watchers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, Set<String>> passed = new ConcurrentHashMap<>();
    private final Map<Long, List<String>> deaths = new ConcurrentHashMap<>();
    private volatile boolean everywhere;
    private volatile @Nullable Consumer<String> next;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void reached(String place) {
        Matcher migration = MIGRATION.matcher(place);
        if (migration.matches()) {
            reached(Long.parseLong(migration.group(1)), migration.group(2));
        }
    }

    private void reached(long migration, String place) {
        await(gate);
        boolean first = passed.computeIfAbsent(migration, id -> ConcurrentHashMap.newKeySet())
                .add(place);
        Consumer<String> arriving = next;
        if (arriving != null) {
            next = null;
            watchers.put(migration, arriving);
        }
        Consumer<String> watcher = watchers.get(migration);
        if (watcher != null) {
            await(held);
            if (first) {
                watcher.accept(place);
            }
        }
        if (everywhere && first) {
            deaths.computeIfAbsent(migration, id -> Collections.synchronizedList(new ArrayList<>()))
                    .add(place);
            throw new CrashException(place);
        }
    }

    /** What begins next is held until {@link #go}, and its places are told from the first on. */
    public void watchNext(Consumer<String> watcher) {
        held = new CountDownLatch(1);
        next = watcher;
    }

    /** All that run stand still at the next place, until {@link #openGate}. */
    public void shutGate() {
        gate = new CountDownLatch(1);
    }

    public void openGate() {
        gate.countDown();
    }

    public void go() {
        held.countDown();
    }

    /** From now on, whatever begins dies at every place once. */
    public void everywhere(boolean die) {
        everywhere = die;
    }

    public List<String> deaths(long migration) {
        return List.copyOf(deaths.getOrDefault(migration, List.of()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
