package io.millrace.migration.move;

import static io.millrace.contract.dataset.TableName.quote;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Compares both sides range by range of time: the number of rows and the sum of their hashes, in one snapshot that both
 * sides share, each read once. Rows whose identity is in the log at that moment are left out on both sides: they are read
 * again anyway.
 */
public final class CopyVerification {
    private static final String LINE = """
            INSERT INTO millrace.migration_check (migration_id, lower, source_rows, target_rows, source_sum, target_sum)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (migration_id, lower) DO UPDATE SET source_rows = excluded.source_rows,
                   target_rows = excluded.target_rows, source_sum = excluded.source_sum,
                   target_sum = excluded.target_sum, checked_at = clock_timestamp()
            """;

    private final MoveTransactions transactions;
    private final Guard guard;
    private final Move move;

    public CopyVerification(Jdbi jdbi, Guard guard, Move move) {
        this.transactions = new MoveTransactions(jdbi, guard);
        this.guard = guard;
        this.move = move;
    }

    private record Tally(long rows, BigDecimal sum) {
        static final Tally NONE = new Tally(0, BigDecimal.ZERO);

        Tally plus(Tally other) {
            return new Tally(rows + other.rows, sum.add(other.sum));
        }

        @Override
        public String toString() {
            return "%d rows with the sum %s".formatted(rows, sum);
        }
    }

    /** The sides differ. */
    public static final class DifferenceException extends RuntimeException {
        DifferenceException(String message) {
            super(message);
        }
    }

    /**
     * @param bounds the first times of the ranges, ascending, as text of the time column's type
     * @return the rows compared
     * @throws DifferenceException naming the ranges that differ
     */
    public long compare(List<String> bounds) {
        guard.checkpoint("verify");
        Map<String, Tally> source = new TreeMap<>();
        Map<String, Tally> target = transactions.reading("one side", "", handle -> {
            String snapshot = handle.createQuery("SELECT pg_export_snapshot()")
                    .mapTo(String.class)
                    .one();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var other = CompletableFuture.supplyAsync(() -> beside(snapshot, bounds), threads);
                move.read().forEach(from -> tally(handle, from, bounds)
                        .forEach((range, tally) -> source.merge(range, tally, Tally::plus)));
                return joined(other);
            }
        });
        return note(source, target);
    }

    private Map<String, Tally> beside(String snapshot, List<String> bounds) {
        return transactions.reading(
                "the other side",
                "SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot),
                handle -> tally(handle, move.target(), bounds));
    }

    private static Map<String, Tally> joined(CompletableFuture<Map<String, Tally>> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Ranges without a row are left out; what lies before all bounds is -infinity, and so is a row without a time. */
    private Map<String, Tally> tally(Handle handle, String from, List<String> bounds) {
        String time = move.time().type();
        String sql = """
                SELECT coalesce((%1$s)[bucket]::text, '-infinity') AS lower, rows, sum
                  FROM (SELECT width_bucket(x.%2$s, %1$s) AS bucket, count(*) AS rows, sum(%3$s) AS sum
                          FROM %4$s x
                         WHERE NOT EXISTS (SELECT FROM %5$s l WHERE %6$s)
                         GROUP BY 1) AS tallies
                """.formatted(
                array(bounds, time), quote(move.time().name()), move.hash("x"), from, move.log(), move.same("l", "x"));
        Map<String, Tally> tallies = new TreeMap<>();
        handle.createQuery(sql)
                .map((row, context) ->
                        Map.entry(row.getString("lower"), new Tally(row.getLong("rows"), row.getBigDecimal("sum"))))
                .forEach(entry -> tallies.merge(entry.getKey(), entry.getValue(), Tally::plus));
        return tallies;
    }

    private static String array(List<String> bounds, String type) {
        return bounds.stream()
                .map(bound -> "'" + bound.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "ARRAY[", "]::" + type + "[]"));
    }

    private long note(Map<String, Tally> source, Map<String, Tally> target) {
        SortedSet<String> ranges = new TreeSet<>(source.keySet());
        ranges.addAll(target.keySet());
        if (!ranges.isEmpty()) {
            transactions.committed("what was compared", handle -> write(handle, ranges, source, target));
        }
        String differences = ranges.stream()
                .filter(range -> !tally(source, range).equals(tally(target, range)))
                .map(range -> "\n%s: %s, copied %s".formatted(range, tally(source, range), tally(target, range)))
                .collect(Collectors.joining());
        if (!differences.isEmpty()) {
            throw new DifferenceException(
                    "the copy in %s differs in the ranges that begin at:%s".formatted(move.target(), differences));
        }
        return source.values().stream().mapToLong(Tally::rows).sum();
    }

    private int[] write(Handle handle, SortedSet<String> ranges, Map<String, Tally> source, Map<String, Tally> target) {
        PreparedBatch lines = handle.prepareBatch(LINE);
        for (String range : ranges) {
            Tally one = tally(source, range);
            Tally other = tally(target, range);
            lines.add(move.migration(), range, one.rows, other.rows, one.sum, other.sum);
        }
        return lines.execute();
    }

    private static Tally tally(Map<String, Tally> side, String range) {
        return side.getOrDefault(range, Tally.NONE);
    }
}
