package io.millrace.partition.migrate.swap;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.move.Capture;
import io.millrace.partition.move.Drain;
import io.millrace.partition.move.Move;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.policy.PartitionConfig.MigrationConfig;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** The moment in which two tables change places, and the way back. */
@ApplicationScoped
class Swap {
    private static final String SWAPPED = """
            UPDATE millrace.migration SET swapped_at = CASE WHEN $2 THEN clock_timestamp() END, after_swap = $3
             WHERE id = $1
            """;

    private final Pool pool;
    private final ShapeReader shapes;
    private final SwappedSets sets;
    private final MigrationConfig config;

    Swap(Pool pool, ShapeReader shapes, SwappedSets sets, PartitionConfig config) {
        this.pool = pool;
        this.shapes = shapes;
        this.sets = sets;
        this.config = config.migration();
    }

    /** @throws IllegalStateException when the table is gone */
    TableShape shape(SqlConnection transaction, TableName table) {
        return shapes.read(transaction, table)
                .orElseThrow(() -> new IllegalStateException("table %s is gone".formatted(table)));
    }

    void remember(SqlConnection client, Migration migration, TableShape shape) {
        client.preparedQuery("UPDATE millrace.migration SET shape = $2 WHERE id = $1")
                .executeAndAwait(Tuple.of(migration.id(), hash(shape)));
    }

    private static String hash(TableShape shape) {
        return UUID.nameUUIDFromBytes(shape.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The new table takes the place of the old one. Does nothing when it has. */
    void there(Run run, Exchange exchange) {
        if (exchange.migration().swappedAt() == null) {
            locked(run, exchange.forward(pool), client -> {
                TableShape shape = unchanged(client, exchange);
                Recreation recreation = Recreation.of(shape, exchange.target());
                SwapTables.renamePartitions(client, exchange.work(), exchange.table());
                SwapTables.execute(client, recreation.atSwap());
                Capture.remove(client, exchange.forwardName());
                Capture.install(client, exchange.back(client));
                sets.swapped(client, exchange);
                note(client, exchange, true, recreation.afterSwap());
            });
        }
    }

    /** What was found when it began would be missing from the new table otherwise. */
    private TableShape unchanged(SqlConnection client, Exchange exchange) {
        TableShape shape = shape(client, exchange.table());
        String then = client.preparedQuery("SELECT shape FROM millrace.migration WHERE id = $1")
                .executeAndAwait(Tuple.of(exchange.migration().id()))
                .iterator()
                .next()
                .getString("shape");
        if (!hash(shape).equals(then)) {
            throw new IllegalStateException(
                    "table %s has been altered since the migration began: undo that and resume, or roll back and start again"
                            .formatted(exchange.table()));
        }
        return shape;
    }

    /** The statements that the swap left for afterwards; all of them may be run again. */
    void afterwards(Run run) {
        String[] statements = pool.preparedQuery("SELECT after_swap FROM millrace.migration WHERE id = $1")
                .executeAndAwait(Tuple.of(run.migration().id()))
                .iterator()
                .next()
                .getArrayOfStrings("after_swap");
        for (String sql : Objects.requireNonNullElse(statements, new String[0])) {
            run.checkpoint("afterwards");
            run.locking("afterwards", client -> client.query(sql).executeAndAwait());
        }
    }

    /** The old table takes its place again, with all that has been written since. Does nothing when it has it. */
    void back(Run run, Exchange exchange) {
        if (exchange.migration().swappedAt() != null) {
            afterwards(run); // a foreign key that is not complete would not be seen
            locked(run, exchange.back(pool), client -> {
                Recreation recreation = Recreation.of(shape(client, exchange.table()), exchange.back());
                SwapTables.execute(client, recreation.atSwap());
                Capture.remove(client, exchange.backName());
                sets.swappedBack(client, exchange);
                note(client, exchange, false, recreation.afterSwap());
            });
        }
    }

    /** Applies the last changes while nobody writes, then does the work; lets go and catches up when there are too many. */
    private void locked(Run run, Move move, Consumer<SqlConnection> work) {
        Drain drain = new Drain(pool, run, move);
        drain.settle(
                config.swapRows(),
                most -> run.locking("swap", client -> {
                    SwapTables.lock(client, run.migration().table());
                    if (!drain.atMost(client, most)) {
                        return false;
                    }
                    drain.rest(client);
                    work.accept(client);
                    return true;
                }));
    }

    private static void note(SqlConnection client, Exchange exchange, boolean swapped, List<String> afterSwap) {
        client.preparedQuery(SWAPPED)
                .executeAndAwait(Tuple.of(exchange.migration().id(), swapped, afterSwap.toArray(new String[0])));
    }
}
