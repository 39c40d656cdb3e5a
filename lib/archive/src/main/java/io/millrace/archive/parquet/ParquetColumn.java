package io.millrace.archive.parquet;

/**
 * A column of a Parquet file.
 *
 * @param name as the table has it, unquoted
 * @param pgType as {@code format_type} of PostgreSQL spells it, such as {@code numeric(10,2)} or {@code text[]}
 * @param type how the file holds it
 */
public record ParquetColumn(String name, String pgType, ParquetType type) {
    /** A column in the Parquet type that holds every usual value of the PostgreSQL type exactly, or else as text. */
    public ParquetColumn(String name, String pgType) {
        this(name, pgType, ParquetType.of(pgType));
    }

    /** The same column held as text: for values outside of what the Parquet type can hold, such as a numeric NaN. */
    public ParquetColumn asText() {
        return new ParquetColumn(name, pgType, ParquetType.TEXT);
    }
}
