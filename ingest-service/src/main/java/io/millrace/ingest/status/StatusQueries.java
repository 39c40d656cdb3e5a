package io.millrace.ingest.status;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;

/** Short questions to PostgreSQL, each with a bounded wait. To be asked on virtual threads. */
@ApplicationScoped
public class StatusQueries {
    private final Pool pool;

    StatusQueries(Pool pool) {
        this.pool = pool;
    }

    /**
     * All rows of the answer.
     *
     * @throws StatusUnknownException when PostgreSQL does not answer in time, or with an error, which is the cause then
     */
    public List<Row> rows(String sql, Tuple values, Duration timeout) throws StatusUnknownException {
        Uni<RowSet<Row>> rows = pool.preparedQuery(sql).execute(values);
        try {
            return StreamSupport.stream(rows.await().atMost(timeout).spliterator(), false)
                    .toList();
        } catch (io.smallrye.mutiny.TimeoutException | io.vertx.sqlclient.DatabaseException e) {
            throw new StatusUnknownException(e);
        } catch (CompletionException e) { // what is no RuntimeException comes wrapped: refused connections and the like
            throw new StatusUnknownException(e.getCause() == null ? e : e.getCause());
        }
    }
}
