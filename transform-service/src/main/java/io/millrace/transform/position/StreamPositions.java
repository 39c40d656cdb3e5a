package io.millrace.transform.position;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** {@code millrace.stream}: where streams are to be read from. To be called on virtual threads: it waits. */
@ApplicationScoped
public class StreamPositions {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String OPEN = """
            SELECT next_offset, epoch, replaces,
                   EXISTS (SELECT FROM millrace.parked p WHERE p.topic_id = $1 AND p.partition = $2) AS held
              FROM millrace.open_stream($1, $2, $3, $4, $5)""";

    private static final String READ = """
            SELECT topic_id, partition, next_offset, epoch,
                   EXISTS (SELECT FROM millrace.parked p
                            WHERE p.topic_id = s.topic_id AND p.partition = s.partition) AS held
              FROM unnest($1::uuid[], $2::integer[]) AS k (topic_id, partition)
              JOIN millrace.stream s USING (topic_id, partition)""";

    private static final String STOP = """
            UPDATE millrace.stream SET stopped = 'out_of_range', stopped_reason = $4
             WHERE topic_id = $1 AND partition = $2 AND epoch = $3""";

    private final Pool pool;

    StreamPositions(Pool pool) {
        this.pool = pool;
    }

    /** PostgreSQL did not answer. */
    public static final class UnknownException extends Exception {
        UnknownException(Throwable cause) {
            super("PostgreSQL does not tell the position: " + cause.getMessage(), cause);
        }
    }

    /**
     * @param next the consumer position up to which everything is in
     * @param epoch of the line; a greater one says that the position is to be read again
     * @param held whether a slice of the stream is parked: the position stays where it is until that is in or discarded
     */
    public record Line(long next, int epoch, boolean held) {}

    /** @param replaces whether another topic id had the name until now */
    public record Opened(Line line, boolean replaces) {}

    /** Makes the caller the stream's reader. @param first where a stream begins that nobody has read yet */
    public Opened open(StreamId id, String topic, String dataset, long first) throws UnknownException {
        Tuple values = Tuple.of(id.topicId(), id.partition(), topic, dataset).addLong(first);
        Row row = query(OPEN, values).iterator().next();
        return new Opened(line(row), row.getBoolean("replaces"));
    }

    /** @return the lines of those streams that have one */
    public Map<StreamId, Line> read(Collection<StreamId> ids) throws UnknownException {
        Map<StreamId, Line> lines = new HashMap<>();
        if (ids.isEmpty()) {
            return lines;
        }
        Tuple keys = Tuple.of(
                ids.stream().map(StreamId::topicId).toArray(UUID[]::new),
                ids.stream().map(StreamId::partition).toArray(Integer[]::new));
        for (Row row : query(READ, keys)) {
            lines.put(new StreamId(row.getUUID("topic_id"), row.getInteger("partition")), line(row));
        }
        return lines;
    }

    /** Tells people why the topic cannot be read at the position. Another reader, or a skip, since then wins. */
    public void stop(StreamId id, int epoch, String reason) throws UnknownException {
        query(STOP, Tuple.of(id.topicId(), id.partition(), epoch, reason));
    }

    private static Line line(Row row) {
        return new Line(row.getLong("next_offset"), row.getInteger("epoch"), row.getBoolean("held"));
    }

    private RowSet<Row> query(String sql, Tuple values) throws UnknownException {
        Uni<RowSet<Row>> rows = pool.preparedQuery(sql).execute(values);
        try {
            return rows.await().atMost(TIMEOUT);
        } catch (CompletionException e) { // what is no RuntimeException comes wrapped: refused connections and the like
            throw new UnknownException(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) { // time-outs, what PostgreSQL says, closed connections
            throw new UnknownException(e);
        }
    }
}
