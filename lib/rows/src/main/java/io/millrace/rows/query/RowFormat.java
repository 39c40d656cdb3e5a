package io.millrace.rows.query;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.rows.query.RowSource.Column;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How rows are written. PostgreSQL writes them: each row comes as one text, exact to the last digit, and the service hands it
 * on as it is.
 */
public enum RowFormat {
    NDJSON("application/x-ndjson"),
    CSV("text/csv"),
    PARQUET("application/vnd.apache.parquet");

    /** Types whose text holds neither comma, quote nor line feed. */
    private static final Set<String> PLAIN = Set.of(
            "boolean",
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "uuid");

    private final String mediaType;

    RowFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The content type. */
    public String mediaType() {
        return mediaType;
    }

    /** The ending of a file's name. */
    public String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format by its name in lower case. */
    public static Optional<RowFormat> named(String name) {
        return List.of(values()).stream()
                .filter(format -> format.suffix().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * The expression that makes one line of a row.
     *
     * @param row the alias of a row that has just the columns
     */
    public String line(List<Column> columns, String row) {
        if (this == NDJSON) {
            return "row_to_json(" + row + ")::text";
        }
        return columns.stream()
                .map(column -> this == CSV ? cell(column, row) : quoted(column, row, "'\\N'"))
                .collect(Collectors.joining(" || ',' || "));
    }

    /** A NULL is nothing and an empty text is {@code ""}, as COPY has it. */
    private static String cell(Column column, String row) {
        return PLAIN.contains(column.type()) ? "coalesce(" + text(column, row) + ", '')" : quoted(column, row, "''");
    }

    private static String quoted(Column column, String row, String whenNull) {
        return "coalesce('\"' || replace(%s, '\"', '\"\"') || '\"', %s)".formatted(text(column, row), whenNull);
    }

    private static String text(Column column, String row) {
        return row + "." + quote(column.name()) + "::text";
    }

    /** What stands before the rows. */
    public String head(List<Column> columns) {
        return this != CSV
                ? ""
                : columns.stream()
                        .map(column -> column.name().matches("\\w+")
                                ? column.name()
                                : '"' + column.name().replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "", "\n"));
    }
}
