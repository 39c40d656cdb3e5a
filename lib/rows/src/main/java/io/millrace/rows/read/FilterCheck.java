package io.millrace.rows.read;

import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.rows.filter.Filter;
import io.millrace.rows.query.RowSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Whether the values of filters are values of their columns' types, and the types know the comparison. PostgreSQL is asked
 * before the query runs, so that the one at fault can be named.
 */
public final class FilterCheck {
    private static final String DATA_EXCEPTION = "22";
    private static final String SYNTAX_ERROR = "42";

    private FilterCheck() {}

    /**
     * Within a transaction.
     *
     * @return why the filter cannot be used; nothing when it can
     */
    public static Optional<String> refusal(Handle handle, RowSource source, Filter filter) {
        String type = source.column(filter.column()).orElseThrow().type();
        return switch (filter) {
            case Filter.Compare compare ->
                refusal(
                        handle,
                        "SELECT ?::text::%1$s %2$s ?::text::%1$s"
                                .formatted(type, compare.comparison().sql()),
                        List.of(compare.value(), compare.value()));
            case Filter.In in ->
                refusal(handle, "SELECT NULL::%1$s = ANY (?::text[]::%1$s[])".formatted(type), List.of((Object)
                        in.values().toArray(String[]::new)));
            case Filter.Like like ->
                refusal(handle, "SELECT NULL::%s LIKE ?::text".formatted(type), List.of(like.pattern()));
            case Filter.Null is -> Optional.empty();
        };
    }

    private static Optional<String> refusal(Handle handle, String sql, List<?> values) {
        handle.savepoint("filter");
        try {
            Sql.query(handle, sql, values).mapTo(Boolean.class).one();
            return Optional.empty();
        } catch (JdbiException e) {
            String state = ServerError.stateOf(e);
            if (state.startsWith(DATA_EXCEPTION) || state.startsWith(SYNTAX_ERROR)) {
                handle.rollbackToSavepoint("filter");
                return Optional.of(ServerError.messageOf(e));
            }
            throw e;
        }
    }
}
