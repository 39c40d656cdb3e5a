package io.millrace.rows.read;

import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.archive.parquet.ParquetWriter;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowSource.Column;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.NotParquet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows as a Parquet file. Its index is at its end, so it is made on disk first, and is gone when it has been sent. */
public final class ParquetAnswer {
    private final ParquetWriter writer;

    public ParquetAnswer(ParquetWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes all lines as one file.
     *
     * @param lines as {@link io.millrace.rows.query.RowFormat#PARQUET} has them
     * @throws IOException when the target takes no more
     */
    public void write(RowQuery query, InputStream lines, OutputStream target) throws IOException {
        Path file = Files.createTempFile("millrace-rows-", ".parquet");
        try {
            try {
                writer.write(columns(query), lines, file);
            } catch (IOException e) {
                RowsException refusal = refusal(e);
                throw refusal != null ? refusal : new RowsException(new NotParquet(String.valueOf(e.getMessage())));
            }
            Files.copy(file, target);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The rows may have been what could not be read; whoever waited for them on the way has wrapped that. */
    private static @Nullable RowsException refusal(@Nullable Throwable failure) {
        if (failure == null || failure instanceof RowsException) {
            return (RowsException) failure;
        }
        return Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
                .map(ParquetAnswer::refusal)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<ParquetColumn> columns(RowQuery query) {
        return query.columns().stream()
                .map(name -> query.source().column(name).orElseThrow())
                .map((Column column) -> new ParquetColumn(column.name(), column.declared()))
                .toList();
    }
}
