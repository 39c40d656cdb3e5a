package io.millrace.ingest.postgres;

import io.millrace.api.Problem;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Short questions to PostgreSQL, each with a bounded wait that holds no thread. */
@ApplicationScoped
public class StatusQueries {
    private final Pool pool;

    StatusQueries(Pool pool) {
        this.pool = pool;
    }

    /**
     * All rows of the answer. The connection is free again before they are handed on.
     *
     * @return fails with {@link StatusUnknownException} when PostgreSQL does not answer in time, or with an error, which is the
     *     cause then
     */
    public Uni<List<Row>> rows(String sql, Tuple values, Duration timeout) {
        return pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(StatusQueries::isAway)
                .transform(StatusUnknownException::new);
    }

    /** Refused connections and the like are no RuntimeExceptions; what remains is a mistake of ours. */
    private static boolean isAway(Throwable e) {
        return !(e instanceof RuntimeException)
                || e instanceof TimeoutException
                || e instanceof DatabaseException
                || e instanceof VertxException;
    }

    /** The only place where a thread waits for PostgreSQL: the virtual thread of a request that is blocking for another reason. */
    public static <T> T await(Uni<T> answer) {
        return answer.await().indefinitely(); // the questions bound their wait themselves
    }

    /** @param meanwhile what is not touched by it */
    public static RuntimeException unavailable(Throwable e, String meanwhile) {
        return Problem.of(
                        503,
                        "status-unavailable",
                        "The status is not known at the moment",
                        "PostgreSQL does not answer: %s. %s; ask again.".formatted(e.getMessage(), meanwhile))
                .exception();
    }

    public static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
