package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A named target table and all that is known of it, as its owner writes it.
 *
 * @param name the dataset's name, in URLs and topics
 * @param table the partitioned parent table; created, or adopted when it is there
 * @param timeColumn the partition key, one of the columns
 * @param partitioning interval, premake, retention
 * @param accept the window that the partition key must lie in
 * @param format what the input looks like
 * @param columns the table's columns in their order
 * @param extras a jsonb column that keeps the fields no column asks for; they are dropped when null
 * @param indexes lists of columns, an index each
 * @param key the columns that tell one row from another; none when null. The unique index has the time column behind
 *     them when they do not name it
 * @param onConflict what a row does that finds its key in the table; required with a key
 * @param version update only: the column whose greater value is the newer row; the later row is newer when null
 * @param records what producers write to the dataset's topic; {@link Records#DEFAULT} when null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dataset(
        String name,
        TableName table,
        String timeColumn,
        Partitioning partitioning,
        Accept accept,
        InputFormat format,
        List<Column> columns,
        @Nullable String extras,
        List<List<String>> indexes,
        @Nullable List<String> key,
        @Nullable OnConflict onConflict,
        @Nullable String version,
        @Nullable Records records) {

    private static final int MAX_COLUMNS = 1600; // PostgreSQL's own limit

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public Dataset {
        Names.dataset(name);
        require("table", table, "write it as schema.name, such as public." + name);
        require("timeColumn", timeColumn, "name the column that the table is partitioned by");
        require("partitioning", partitioning, "write {interval: month}");
        require("columns", columns, "list the table's columns");
        accept = accept == null ? Accept.DEFAULT : accept;
        format = format == null ? InputFormat.DEFAULT : format;
        columns = List.copyOf(columns);
        indexes =
                indexes == null ? List.of() : indexes.stream().map(List::copyOf).toList();
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    "columns: %d columns; use 1 to %d".formatted(columns.size(), MAX_COLUMNS));
        }
        Set<String> names = unique("name", columns.stream().map(Column::name).toList());
        unique("source", columns.stream().map(Column::source).toList());
        checkTimeColumn(timeColumn, partitioning, columns);
        checkExtras(extras, columns);
        for (List<String> index : indexes) {
            if (index.isEmpty() || !names.containsAll(index)) {
                throw new IllegalArgumentException("indexes: %s names a column that is not there; the columns are %s"
                        .formatted(index, columns.stream().map(Column::name).toList()));
            }
        }
        key = key == null ? null : List.copyOf(key);
        Keys.check(key, onConflict, version, columns, timeColumn);
        RecordColumns.check(records, columns, extras);
    }

    private static void require(String field, @Nullable Object value, String remedy) {
        if (value == null) {
            throw new IllegalArgumentException("%s: is required; %s".formatted(field, remedy));
        }
    }

    private static Set<String> unique(String field, List<String> values) {
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            if (!seen.add(value)) {
                throw new IllegalArgumentException(
                        "columns: two columns have the %s '%s'; rename one".formatted(field, value));
            }
        }
        return seen;
    }

    private static void checkTimeColumn(String timeColumn, Partitioning partitioning, List<Column> columns) {
        Column key = columns.stream()
                .filter(column -> column.name().equals(timeColumn))
                .findFirst()
                .orElse(null);
        if (key == null) {
            throw new IllegalArgumentException("timeColumn: '%s' is not among the columns %s"
                    .formatted(timeColumn, columns.stream().map(Column::name).collect(Collectors.toList())));
        }
        if (!key.type().kind().isTime()) {
            throw new IllegalArgumentException(
                    "timeColumn: '%s' is %s; the partition key must be date, timestamp or timestamptz"
                            .formatted(timeColumn, key.type()));
        }
        if (!key.required() && key.defaultValue() == null) {
            throw new IllegalArgumentException(
                    "timeColumn: '%s' may be NULL, and a NULL has no partition; add required: true or default: now"
                            .formatted(timeColumn));
        }
        checkInterval(partitioning, key);
    }

    private static void checkInterval(Partitioning partitioning, Column time) {
        if (partitioning.interval() == Interval.HOUR && time.type().kind() == ColumnType.Kind.DATE) {
            throw new IllegalArgumentException(
                    "partitioning.interval: hour does not go with '%s', which is a date; use day or longer"
                            .formatted(time.name()));
        }
    }

    private static void checkExtras(@Nullable String extras, List<Column> columns) {
        if (extras != null
                && columns.stream()
                        .noneMatch(column ->
                                column.name().equals(extras) && column.type().kind() == ColumnType.Kind.JSONB)) {
            throw new IllegalArgumentException(
                    "extras: '%s' is not among the columns, or not jsonb; add {name: %s, type: jsonb}"
                            .formatted(extras, extras));
        }
    }

    /** What producers write, defaults filled in. */
    public Records recordsOrDefault() {
        return records == null ? Records.DEFAULT : records;
    }

    /**
     * The columns of the unique index: the key, and behind it the time column when the key does not name it, since
     * PostgreSQL demands the partition key in every unique index. Empty without a key.
     */
    public List<String> uniqueColumns() {
        if (key == null) {
            return List.of();
        }
        List<String> unique = new ArrayList<>(key);
        if (!unique.contains(timeColumn)) {
            unique.add(timeColumn);
        }
        return List.copyOf(unique);
    }

    /** The partition key. */
    public Column time() {
        return column(timeColumn);
    }

    /** @throws IllegalArgumentException when there is no such column */
    public Column column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column '" + columnName + "' in dataset " + name));
    }
}
