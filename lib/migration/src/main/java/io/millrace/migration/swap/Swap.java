package io.millrace.migration.swap;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationRun;
import io.millrace.migration.ResultingSet;
import io.millrace.migration.move.Capture;
import io.millrace.migration.move.Drain;
import io.millrace.migration.move.Move;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableStatements;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.postgres.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The moment in which two tables change places, and how they change back. */
final class Swap {
    private static final String SWAPPED = """
            UPDATE millrace.migration SET swapped_at = CASE WHEN ? THEN clock_timestamp() END, after_swap = ?
             WHERE id = ?
            """;

    private final Jdbi jdbi;
    private final PartitionSets sets;
    private final int swapRows;

    Swap(MigrationContext context) {
        this.jdbi = context.jdbi();
        this.sets = context.sets();
        this.swapRows = context.settings().swapRows();
    }

    /** @throws IllegalStateException when the table is gone */
    static TableShape shape(Handle transaction, TableName table) {
        return ShapeReader.read(transaction, table)
                .orElseThrow(() -> new IllegalStateException("table %s is gone".formatted(table)));
    }

    static void remember(Handle handle, Migration migration, TableShape shape) {
        handle.execute("UPDATE millrace.migration SET shape = ? WHERE id = ?", hash(shape), migration.id());
    }

    private static String hash(TableShape shape) {
        return UUID.nameUUIDFromBytes(shape.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The new table takes the place of the old one. Does nothing when it has. */
    void putNewInPlace(MigrationRun run, Exchange exchange) {
        if (exchange.migration().swappedAt() == null) {
            lockedAndUpToDate(run, jdbi.withHandle(exchange::forwardMove), handle -> {
                TableShape shape = unchanged(handle, exchange);
                Recreation recreation = Recreation.of(shape, exchange.target());
                SwapTables.renamePartitions(handle, exchange.work(), exchange.table());
                TableStatements.execute(handle, recreation.atSwap());
                Capture.remove(handle, exchange.forwardName());
                Capture.install(handle, exchange.backwardMove(handle));
                keepSet(handle, exchange, exchange.becomesPartitioned());
                note(handle, exchange, true, recreation.afterSwap());
            });
        }
    }

    /** What was found when it began would be missing from the new table otherwise. */
    private static TableShape unchanged(Handle handle, Exchange exchange) {
        TableShape shape = shape(handle, exchange.table());
        String then = handle.select(
                        "SELECT shape FROM millrace.migration WHERE id = ?",
                        exchange.migration().id())
                .mapTo(String.class)
                .one();
        if (!hash(shape).equals(then)) {
            throw new IllegalStateException(
                    "table %s has been altered since the migration began: undo that and resume, or roll back and start again"
                            .formatted(exchange.table()));
        }
        return shape;
    }

    /** Runs the statements that the swap left for afterwards; all of them may be run again. */
    void finish(MigrationRun run) {
        List<String> statements = jdbi.withHandle(handle -> handle.select(
                        "SELECT after_swap FROM millrace.migration WHERE id = ?",
                        run.migration().id())
                .map((row, context) -> Sql.strings(row, "after_swap"))
                .one());
        for (String sql : statements) {
            run.checkpoint("afterwards");
            run.locking("afterwards", handle -> Sql.execute(handle, sql));
        }
    }

    /** The old table takes its place again, with all that has been written since. Does nothing when it has it. */
    void putOldInPlace(MigrationRun run, Exchange exchange) {
        if (exchange.migration().swappedAt() != null) {
            finish(run); // a foreign key that is not complete would not be seen
            lockedAndUpToDate(run, jdbi.withHandle(exchange::backwardMove), handle -> {
                Recreation recreation = Recreation.of(shape(handle, exchange.table()), exchange.rollbackTarget());
                TableStatements.execute(handle, recreation.atSwap());
                Capture.remove(handle, exchange.backwardName());
                keepSet(handle, exchange, !exchange.becomesPartitioned());
                note(handle, exchange, false, recreation.afterSwap());
            });
        }
    }

    /** Applies the last changes while nobody writes, then does the work; lets go and catches up when there are too many. */
    private void lockedAndUpToDate(MigrationRun run, Move move, Consumer<Handle> work) {
        Drain drain = new Drain(jdbi, run, move);
        drain.settle(
                swapRows,
                most -> run.locking("swap", handle -> {
                    TableStatements.lock(handle, run.migration().table());
                    if (!drain.atMost(handle, most)) {
                        return false;
                    }
                    drain.rest(handle);
                    work.accept(handle);
                    return true;
                }));
    }

    /** The table is a partition set for as long as it is partitioned. */
    private void keepSet(Handle handle, Exchange exchange, boolean partitioned) {
        MigrationRequest request = exchange.migration().request();
        if (!partitioned) {
            sets.forget(handle, exchange.table());
        } else if (request.interval() != null) { // otherwise it was none before
            sets.register(handle, ResultingSet.of(request));
        }
    }

    private static void note(Handle handle, Exchange exchange, boolean swapped, List<String> afterSwap) {
        handle.createUpdate(SWAPPED)
                .bind(0, swapped)
                .bind(1, afterSwap.toArray(String[]::new))
                .bind(2, exchange.migration().id())
                .execute();
    }
}
