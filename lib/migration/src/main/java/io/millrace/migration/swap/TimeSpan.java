package io.millrace.migration.swap;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What times the rows of a table have.
 *
 * @param first null when there is no row
 * @param finite whether no row is at infinity
 * @param nulls whether a row has no time
 */
record TimeSpan(@Nullable Instant first, @Nullable Instant last, boolean finite, boolean nulls) {
    private static final String READ = """
            SELECT CASE WHEN isfinite(first) THEN floor(extract(epoch FROM first))::bigint END AS first,
                   CASE WHEN isfinite(last) THEN floor(extract(epoch FROM last))::bigint END AS last,
                   coalesce(isfinite(first) AND isfinite(last), true) AS finite,
                   EXISTS (SELECT FROM %2$s WHERE %1$s IS NULL) AS nulls
              FROM (SELECT min(%1$s)::timestamptz AS first, max(%1$s)::timestamptz AS last FROM %2$s) AS span
            """;

    /** To the second. By an index on the column, when there is one; else the table is read. */
    static TimeSpan read(Handle handle, TableName table, String column) {
        return handle.createQuery(READ.formatted(quote(column), table.sql()))
                .map((row, context) -> new TimeSpan(
                        instant(row.getObject("first", Long.class)),
                        instant(row.getObject("last", Long.class)),
                        row.getBoolean("finite"),
                        row.getBoolean("nulls")))
                .one();
    }

    /** @return how many intervals lie between the first row and a time after now, at most so many */
    int partitions(Interval interval, Instant until, int most) {
        Instant from = first == null || first.isAfter(until) ? until : first;
        Instant to = last == null || last.isBefore(until) ? until : last;
        int number = 0;
        for (Instant lower = interval.floor(from); !lower.isAfter(to) && number < most; number++) {
            lower = interval.plus(lower, 1);
        }
        return number;
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
