package io.millrace.archive.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.ColumnSchema;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a Parquet file holds a column, named after the type of DuckDB. Whatever Parquet has no exact type for is text as
 * PostgreSQL writes it: arrays, jsonb, numeric without a precision, intervals, enums, addresses, times of day.
 *
 * @param duckdb the type of DuckDB
 */
public record ParquetType(String duckdb) {
    /** As PostgreSQL writes it. */
    public static final ParquetType TEXT = new ParquetType("VARCHAR");

    private static final int MAX_PRECISION = 38;
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");
    private static final Pattern TIMESTAMP = Pattern.compile("timestamp(?:\\(\\d\\))? (with|without) time zone");
    private static final Map<String, ParquetType> TYPES = Map.of(
            "boolean", new ParquetType("BOOLEAN"),
            "smallint", new ParquetType("SMALLINT"),
            "integer", new ParquetType("INTEGER"),
            "bigint", new ParquetType("BIGINT"),
            "real", new ParquetType("FLOAT"),
            "double precision", new ParquetType("DOUBLE"),
            "date", new ParquetType("DATE"),
            "uuid", new ParquetType("UUID"),
            "bytea", new ParquetType("BLOB"));

    /** @param pgType as {@code format_type} spells it */
    static ParquetType of(String pgType) {
        Matcher numeric = NUMERIC.matcher(pgType);
        if (numeric.matches()) {
            int precision = Integer.parseInt(numeric.group(1));
            int scale = Integer.parseInt(numeric.group(2));
            boolean fits = precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
            return fits ? new ParquetType("DECIMAL(%d,%d)".formatted(precision, scale)) : TEXT;
        }
        Matcher timestamp = TIMESTAMP.matcher(pgType);
        if (timestamp.matches()) {
            return new ParquetType("TIMESTAMP" + (timestamp.group(1).equals("with") ? " WITH TIME ZONE" : ""));
        }
        return TYPES.getOrDefault(pgType, TEXT);
    }

    /**
     * How a file that {@link ParquetWriter} wrote holds the column.
     *
     * @throws IllegalArgumentException when it did not write it
     */
    static ParquetType of(ColumnSchema column) {
        return switch (column.logicalType()) {
            case null -> of(column.type());
            case LogicalType.StringType text -> TEXT;
            case LogicalType.IntType number ->
                new ParquetType(
                        switch (number.bitWidth()) {
                            case 16 -> "SMALLINT";
                            case 32 -> "INTEGER";
                            default -> "BIGINT";
                        });
            case LogicalType.DecimalType number ->
                new ParquetType("DECIMAL(%d,%d)".formatted(number.precision(), number.scale()));
            case LogicalType.UuidType uuid -> new ParquetType("UUID");
            case LogicalType.DateType date -> new ParquetType("DATE");
            case LogicalType.TimestampType time ->
                new ParquetType(time.isAdjustedToUTC() ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP");
            default -> throw new IllegalArgumentException("%s is %s".formatted(column.name(), column));
        };
    }

    private static ParquetType of(PhysicalType type) {
        return new ParquetType(
                switch (type) {
                    case INT32 -> "INTEGER";
                    case INT64 -> "BIGINT";
                    case BYTE_ARRAY -> "BLOB";
                    case BOOLEAN, FLOAT, DOUBLE -> type.name();
                    default -> throw new IllegalArgumentException("a column is " + type);
                });
    }

    /** @return DuckDB's expression for the value of a text that PostgreSQL wrote */
    String fromText(String text) {
        return switch (duckdb) {
            case "VARCHAR" -> text;
            case "BLOB" -> "unhex(%s[3:])".formatted(text);
            case "DATE" -> "CAST(replace(%s, ' BC', ' (BC)') AS DATE)".formatted(text);
            case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" ->
                "CAST(CASE WHEN %1$s LIKE '%% BC' THEN regexp_replace(%1$s, '^([^ ]+) (.*) BC$', '\\1 (BC) \\2') ELSE %1$s END AS %2$s)"
                        .formatted(text, duckdb);
            default -> "CAST(%s AS %s)".formatted(text, duckdb);
        };
    }
}
