package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.dataset.TableName;
import java.util.List;

/** What a table needs to carry a dataset. None of them rewrites rows. */
public sealed interface TableChange {
    /** The table that changes. */
    TableName table();

    /** Make the partitioned parent, and its schema when that is not there. */
    record Create(TableName table, String timeColumn, List<Column> columns) implements TableChange {}

    /** Add a nullable column. */
    record AddColumn(TableName table, Column column) implements TableChange {}

    /** Let the column be NULL. */
    record DropNotNull(TableName table, String column) implements TableChange {}

    /** Give the column a type that holds more. */
    record Widen(TableName table, String column, ColumnType type) implements TableChange {}

    /** Give the parent a unique index. A table that has partitions needs it in all of them before it holds for the whole. */
    record Key(TableName table, List<String> columns) implements TableChange {}

    /** Index the parent, and so every partition made from now on; those that are there follow one by one. */
    record Index(TableName table, List<String> columns) implements TableChange {}
}
