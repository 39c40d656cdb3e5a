package io.millrace.migration.swap;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.Migration;
import io.millrace.migration.move.Move;
import io.millrace.migration.move.MovedColumns;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.TableShape.Kind;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who takes whose place.
 *
 * @param from what the table is before
 */
record Exchange(Migration migration, Kind from) {
    static Exchange of(Migration migration) {
        return new Exchange(migration, migration.kind() == MigrationKind.UNDO ? Kind.PARTITIONED : Kind.PLAIN);
    }

    static TargetTable target(MigrationRequest request) {
        return request.kind() == MigrationKind.UNDO
                ? TargetTable.plain()
                : TargetTable.partitioned(request.requiredColumn());
    }

    TargetTable target() {
        return target(migration.request());
    }

    /** What the rollback puts in place. */
    TargetTable rollbackTarget() {
        return target().rollback(
                        from, from == Kind.PARTITIONED ? migration.request().requiredColumn() : null);
    }

    TableName table() {
        return migration.table();
    }

    TableName work() {
        return target().work(table());
    }

    TableName retired() {
        return target().retired(table());
    }

    boolean becomesPartitioned() {
        return from == Kind.PLAIN;
    }

    /** The partitioned one of the two, as long as the tables have not changed places. */
    TableName partitioned() {
        return becomesPartitioned() ? work() : table();
    }

    String forwardName() {
        return "migration_" + migration.id();
    }

    String backwardName() {
        return "migration_" + migration.id() + "_back";
    }

    /** From the table into the new one. */
    Move forwardMove(Handle handle) {
        return move(handle, forwardName(), !becomesPartitioned(), work(), table());
    }

    /** From the new table, which is in use, into the old one. */
    Move backwardMove(Handle handle) {
        return move(handle, backwardName(), becomesPartitioned(), retired(), retired());
    }

    private Move move(Handle handle, String name, boolean fromPartitions, TableName into, TableName columnsOf) {
        MovedColumns columns =
                MovedColumns.read(handle, columnsOf.sql(), migration.request().requiredColumn(), name);
        return new Move(
                migration.id(),
                name,
                List.of(table().sql()),
                List.of((fromPartitions ? "" : "ONLY ") + table().sql()),
                into.sql(),
                columns.columns(),
                columns.identity(),
                columns.time(),
                fromPartitions ? null : step(migration.request().interval()));
    }

    private static @Nullable String step(@Nullable Interval interval) {
        return interval == null ? null : interval.toString();
    }
}
