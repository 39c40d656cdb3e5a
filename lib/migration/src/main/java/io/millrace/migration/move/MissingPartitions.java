package io.millrace.migration.move;

import static io.millrace.contract.dataset.TableName.quote;

import org.jdbi.v3.core.Handle;

/** Partitions of the target for rows that came while others were moved. */
final class MissingPartitions {
    private static final String MAKE = """
            SELECT count(millrace.fill_partitions(:target::regclass, :step::text, missing.at, missing.at))
              FROM (SELECT DISTINCT date_trunc(:step::text, x.%1$s::timestamptz) AS at
                      FROM %2$s x
                     WHERE NOT coalesce((SELECT range_agg(tstzrange(p.lower, p.upper))
                                           FROM millrace.partitions(:target::regclass) p) @> x.%1$s::timestamptz, false)
                   ) AS missing
            """;

    private MissingPartitions() {}

    /**
     * Makes what rows need, in the transaction of the handle, whose time zone is UTC.
     *
     * @param rows a FROM item that has the time column
     */
    static void make(Handle handle, Move move, String rows) {
        if (move.step() != null) {
            handle.createQuery(MAKE.formatted(quote(move.time().name()), rows))
                    .bind("target", move.target())
                    .bind("step", move.step())
                    .mapTo(Long.class)
                    .one();
        }
    }
}
