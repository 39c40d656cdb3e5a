package io.millrace.rows.query;

import io.millrace.contract.dataset.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table as its readers see it.
 *
 * @param timeColumn the partition key
 * @param columns in the table's order
 * @param key the columns of the primary key or else of the smallest unique index; empty when there is none
 */
public record RowSource(TableName table, String timeColumn, List<Column> columns, List<String> key) {
    public RowSource {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * A column.
     *
     * @param type as SQL text, without a length
     * @param declared with it
     */
    public record Column(String name, String type, String declared) {}

    /** The column of the name. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The type of the partition key. */
    public String timeType() {
        return column(timeColumn).orElseThrow().type();
    }

    /** The names of all columns. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
