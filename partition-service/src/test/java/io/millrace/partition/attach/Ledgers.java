package io.millrace.partition.attach;

import io.millrace.partition.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that insert, update and delete rows of their own, each change a transaction, and keep account of them: what the
 * database has acknowledged, and nothing else, must be in the table in the end.
 */
final class Ledgers implements AutoCloseable {
    private static final String TIME = "now() - random() * interval '200 days'";

    private final String table;
    private final Map<Long, Integer> account = new ConcurrentSkipListMap<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean stopped;

    Ledgers(String table, int sessions) {
        this.table = table;
        for (int i = 0; i < sessions; i++) {
            Random random = new Random(i);
            running.add(threads.submit(() -> write(random)));
        }
    }

    private Void write(Random random) throws SQLException {
        TreeMap<Long, Integer> own = new TreeMap<>();
        try (Connection connection = Servers.connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO %s (at, value) VALUES (%s, ?) RETURNING id".formatted(table, TIME));
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE %s SET value = ?, at = %s WHERE id = ?".formatted(table, TIME));
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM %s WHERE id = ?".formatted(table))) {
            while (!stopped) {
                long begin = System.nanoTime();
                int value = random.nextInt();
                int kind = random.nextInt(4);
                Long id = own.isEmpty() ? null : own.floorKey(own.lastKey() - random.nextInt(50));
                if (kind < 2 || id == null) {
                    insert.setInt(1, value);
                    try (ResultSet made = insert.executeQuery()) {
                        made.next();
                        own.put(made.getLong(1), value);
                    }
                } else if (kind == 2) {
                    update.setInt(1, value);
                    update.setLong(2, id);
                    one(update.executeUpdate());
                    own.put(id, value);
                } else {
                    delete.setLong(1, id);
                    one(delete.executeUpdate());
                    own.remove(id);
                }
                changes.incrementAndGet();
                longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
            }
        }
        account.putAll(own);
        return null;
    }

    private static void one(int rows) {
        if (rows != 1) {
            throw new IllegalStateException("%d rows of one id".formatted(rows));
        }
    }

    long changes() {
        return changes.get();
    }

    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos.get());
    }

    /** Each row as {@code id value}; after the end. */
    List<String> account() {
        return account.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    /** Ends all sessions and throws what one died of. */
    @Override
    public void close() throws Exception {
        stopped = true;
        for (Future<?> session : running) {
            session.get();
        }
        threads.close();
    }
}
