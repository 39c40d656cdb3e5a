package io.millrace.partition.read;

import io.millrace.partition.read.filter.Filter;
import io.millrace.partition.read.query.RowSource;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the values of filters are values of their columns' types, and the types know the comparison. PostgreSQL is asked
 * before the query runs, so that the one at fault can be named.
 */
final class FilterCheck {
    private static final Set<String> DATA_OR_SYNTAX = Set.of("22", "42");

    private FilterCheck() {}

    /** @return why the filter cannot be used; nothing when it can */
    static Optional<String> refusal(SqlClient client, RowSource source, Filter filter) {
        String type = source.column(filter.column()).orElseThrow().type();
        return switch (filter) {
            case Filter.Compare compare ->
                refusal(
                        client,
                        "SELECT $1::text::%1$s %2$s $1::text::%1$s"
                                .formatted(type, compare.comparison().sql()),
                        Tuple.of(compare.value()));
            case Filter.In in ->
                refusal(
                        client,
                        "SELECT NULL::%1$s = ANY ($1::text[]::%1$s[])".formatted(type),
                        Tuple.of(List.copyOf(in.values()).toArray(new String[0])));
            case Filter.Like like ->
                refusal(client, "SELECT NULL::%s LIKE $1::text".formatted(type), Tuple.of(like.pattern()));
            case Filter.Null is -> Optional.empty();
        };
    }

    private static Optional<String> refusal(SqlClient client, String sql, Tuple values) {
        try {
            client.query("SAVEPOINT filter").executeAndAwait();
            client.preparedQuery(sql).executeAndAwait(values);
            return Optional.empty();
        } catch (PgException e) {
            if (DATA_OR_SYNTAX.contains(e.getSqlState().substring(0, 2))) {
                client.query("ROLLBACK TO SAVEPOINT filter").executeAndAwait();
                return Optional.ofNullable(e.getErrorMessage());
            }
            throw e;
        }
    }
}
