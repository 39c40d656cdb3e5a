package io.millrace.partition.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What times the first partition holds.
 *
 * @param lower as a literal of the column's type, in UTC
 * @param upper likewise; the first time after it
 * @param suffix of the partition's name: {@code _p20240101}
 */
record Bounds(String lower, String upper, String suffix) {
    /** Named like everything that is there for a while only. */
    static final String CHECK = "millrace_attach";

    /** From a week ahead on the partitions ahead take over: so long the swap may be put off by then. */
    private static final String READ = """
            SELECT isfinite(low) AND isfinite(high) AS finite, low::%1$s::text AS lower, high::%1$s::text AS upper,
                   to_char(low, '"_p"YYYYMMDD') AS suffix
              FROM (SELECT date_trunc('%2$s', least(min(%3$s)::timestamptz, $1)) AS low,
                           date_trunc('%2$s', greatest(max(%3$s)::timestamptz, $1 + interval '7 days')) + interval '%4$s' AS high
                      FROM ONLY %5$s) AS spans
            """;

    /**
     * Asks the table for its oldest and newest row; without an index on the column that reads all of it.
     *
     * @param type of the column, as {@code format_type} spells it
     * @throws IllegalStateException when a row has infinity as its time
     */
    static Bounds read(
            SqlConnection transaction, TableName table, String column, String type, Interval interval, Instant now) {
        transaction.query("SET LOCAL timezone = 'UTC'").executeAndAwait();
        transaction.query("SET LOCAL datestyle = 'ISO, YMD'").executeAndAwait();
        String sql = READ.formatted(type, interval, quote(column), step(interval), table.sql());
        Row row = transaction
                .preparedQuery(sql)
                .executeAndAwait(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .iterator()
                .next();
        if (!row.getBoolean("finite")) {
            throw new IllegalStateException(
                    "%s of %s has the value infinity, which no bounded partition can hold; give those rows a time"
                            .formatted(column, table));
        }
        return new Bounds(row.getString("lower"), row.getString("upper"), row.getString("suffix"));
    }

    private static String step(Interval interval) {
        return interval.toString().equals("quarter") ? "3 months" : "1 " + interval;
    }

    /**
     * Adds the constraint, which PostgreSQL takes for a proof that no row lies outside once it is validated.
     *
     * @return false when it is there already
     */
    boolean addCheck(SqlConnection transaction, TableName table, String column) {
        boolean there = transaction
                        .preparedQuery("SELECT FROM pg_constraint WHERE conrelid = to_regclass($1) AND conname = $2")
                        .executeAndAwait(Tuple.of(table.sql(), CHECK))
                        .rowCount()
                > 0;
        if (!there) {
            transaction
                    .query(
                            "ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (%3$s IS NOT NULL AND %3$s >= '%4$s' AND %3$s < '%5$s') NOT VALID"
                                    .formatted(table.sql(), CHECK, quote(column), lower, upper))
                    .executeAndAwait();
        }
        return !there;
    }
}
