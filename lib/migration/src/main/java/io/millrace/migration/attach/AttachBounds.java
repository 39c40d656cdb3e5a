package io.millrace.migration.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.BoundsCheck;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.postgres.Sql;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * What times the first partition holds.
 *
 * @param lower as a literal of the column's type, in UTC
 * @param upper likewise; the first time after it
 * @param suffix of the partition's name: {@code _p20240101}
 */
record AttachBounds(String lower, String upper, String suffix) {
    /** Named like everything that is there for a while only. */
    static final String CHECK = "millrace_attach";

    /** From a week ahead on the partitions ahead take over: so long the swap may be put off by then. */
    private static final String READ = """
            SELECT isfinite(low) AND isfinite(high) AS finite, low::%1$s::text AS lower, high::%1$s::text AS upper,
                   to_char(low, '"_p"YYYYMMDD') AS suffix
              FROM (SELECT date_trunc('%2$s', least(min(%3$s)::timestamptz, :now::timestamptz)) AS low,
                           date_trunc('%2$s', greatest(max(%3$s)::timestamptz, :now::timestamptz + interval '7 days'))
                               + interval '%4$s' AS high
                      FROM ONLY %5$s) AS spans
            """;

    /** A row has infinity as its time. */
    static final class InfiniteException extends RuntimeException {
        InfiniteException(String message) {
            super(message);
        }
    }

    /**
     * Asks the table for its oldest and newest row; without an index on the column that reads all of it.
     *
     * @param type of the column, as {@code format_type} spells it
     * @throws InfiniteException when a row has infinity as its time
     */
    static AttachBounds read(
            Handle transaction, TableName table, String column, String type, Interval interval, Instant now) {
        Sql.execute(transaction, "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'");
        return transaction
                .createQuery(READ.formatted(type, interval, quote(column), step(interval), table.sql()))
                .bind("now", Sql.utc(now))
                .map((row, context) -> {
                    if (!row.getBoolean("finite")) {
                        throw new InfiniteException(
                                "%s of %s has the value infinity, which no bounded partition can hold; give those rows a time"
                                        .formatted(column, table));
                    }
                    return new AttachBounds(row.getString("lower"), row.getString("upper"), row.getString("suffix"));
                })
                .one();
    }

    private static String step(Interval interval) {
        return interval.toString().equals("quarter") ? "3 months" : "1 " + interval;
    }

    static BoundsCheck check(TableName table, String column) {
        return new BoundsCheck(table.sql(), CHECK, column);
    }

    TargetTable target(String column) {
        return TargetTable.above(column, suffix);
    }

    /**
     * Adds the constraint, which PostgreSQL takes for a proof that no row lies outside once it is validated.
     *
     * @return false when it is there already
     */
    boolean addCheck(Handle transaction, TableName table, String column) {
        boolean there = transaction
                .select(
                        "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = ?)",
                        table.sql(),
                        CHECK)
                .mapTo(Boolean.class)
                .one();
        if (!there) {
            Sql.execute(transaction, check(table, column).within("'" + lower + "'", "'" + upper + "'"));
        }
        return !there;
    }
}
