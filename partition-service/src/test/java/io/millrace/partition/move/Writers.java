package io.millrace.partition.move;

import io.millrace.partition.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that insert, update and delete rows of a table of {@link #COLUMNS} until they are stopped: short transactions,
 * some of which are rolled back, in two isolation levels.
 */
public final class Writers implements AutoCloseable {
    public static final String COLUMNS = "id int NOT NULL, at timestamptz NOT NULL, label text, n double precision";

    /** serialization_failure, deadlock_detected, unique_violation, lock_not_available. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "23505", "55P03");

    private static final int DAYS = 300;

    private final String table;
    private final int ids;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean stopped;

    /** @param ids ids are taken from 1 to this; several rows have one where the table has no key */
    public Writers(String table, int ids, int sessions, long seed) {
        this.table = table;
        this.ids = ids;
        for (int i = 0; i < sessions; i++) {
            Random random = new Random(seed * 31 + i);
            int isolation = i % 2 == 0 ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ;
            running.add(threads.submit(() -> write(random, isolation)));
        }
    }

    /** SQL for a table's first rows. */
    public static String fill(String table, int rows) {
        return "INSERT INTO %s SELECT i, timestamptz '2024-01-01 UTC' + i %% %d * interval '1 day', 'row ' || i, i FROM generate_series(1, %d) i"
                .formatted(table, DAYS, rows);
    }

    public long commits() {
        return commits.get();
    }

    /** The longest that a transaction took, in milliseconds. */
    public long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos.get());
    }

    /** Lets all transactions end and throws what a session died of. */
    @Override
    public void close() throws Exception {
        stopped = true;
        for (Future<?> session : running) {
            session.get();
        }
        threads.close();
    }

    private Void write(Random random, int isolation) throws SQLException {
        try (Connection connection = Servers.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            while (!stopped) {
                long begun = System.nanoTime();
                transaction(random, connection, statement);
                long took = System.nanoTime() - begun;
                longestNanos.accumulateAndGet(took, Math::max);
            }
        }
        return null;
    }

    private void transaction(Random random, Connection connection, Statement statement) throws SQLException {
        try {
            for (int i = random.nextInt(4); i >= 0; i--) {
                statement.execute(change(random));
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                commits.incrementAndGet();
            }
        } catch (SQLException e) {
            connection.rollback();
            if (!EXPECTED.contains(e.getSQLState())) {
                throw e;
            }
        }
    }

    private String change(Random random) {
        int id = 1 + random.nextInt(ids);
        int other = 1 + random.nextInt(ids);
        int days = random.nextInt(DAYS);
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                "INSERT INTO %s VALUES (%d, timestamptz '2024-01-01 UTC' + interval '%d days', 'new', %d)"
                        .formatted(table, id, days, other);
            case 2 -> "DELETE FROM %s WHERE id = %d".formatted(table, id);
            case 3 -> "UPDATE %s SET n = n + 1, label = repeat('x', %d) WHERE id = %d".formatted(table, days, id);
            case 4 -> "UPDATE %s SET id = %d WHERE id = %d".formatted(table, other, id);
            default ->
                "UPDATE %s SET at = timestamptz '2024-01-01 UTC' + interval '%d days' WHERE id = %d"
                        .formatted(table, days, id);
        };
    }
}
