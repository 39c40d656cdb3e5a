package io.millrace.partition.move;

import static io.millrace.contract.dataset.TableName.quote;

import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** Partitions of the target for rows that came while others were moved. */
final class Partitions {
    private static final String MAKE = """
            SELECT count(millrace.fill_partitions($1::text::regclass, $2, missing.at, missing.at))
              FROM (SELECT DISTINCT date_trunc($2, x.%1$s::timestamptz) AS at
                      FROM %2$s x
                     WHERE NOT coalesce((SELECT range_agg(tstzrange(p.lower, p.upper))
                                           FROM millrace.partitions($1::text::regclass) p) @> x.%1$s::timestamptz, false)
                   ) AS missing
            """;

    private Partitions() {}

    /**
     * Makes what rows need, in the transaction of the client, whose time zone is UTC.
     *
     * @param rows a FROM item that has the time column
     */
    static void make(SqlClient client, Move move, String rows) {
        if (move.step() != null) {
            client.preparedQuery(MAKE.formatted(quote(move.time().name()), rows))
                    .executeAndAwait(Tuple.of(move.target(), move.step()));
        }
    }
}
