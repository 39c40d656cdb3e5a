package io.millrace.archive.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowGroupPredicate;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads Parquet files that {@link ParquetWriter} wrote. Blocks; memory does not grow with the number of rows. */
public final class ParquetReader {
    /** As the options of PostgreSQL's COPY that take what {@link #read} gives. */
    public static final String COPY_OPTIONS = "(FORMAT csv, NULL '\\N')";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER = 1 << 16;
    /** Of one batch, more or less, in bytes; short rows come in batches of fewer bytes. */
    private static final long BATCH = 1 << 20;

    private static final int MOST_ROWS = 4096;
    private static final byte[] NULL = "\\N".getBytes(StandardCharsets.US_ASCII);

    /** A column that is wanted, and where it stands in the file. */
    private record Place(int column, CsvValue value) {}

    /**
     * The columns that the file holds, in the order of the file.
     *
     * @throws IOException when it is no Parquet file, is damaged, or was not written by {@link ParquetWriter}
     */
    public List<ParquetColumn> columns(Path file) throws IOException {
        try (HardwoodContext one = HardwoodContext.create(1);
                ParquetFileReader parquet = open(file, one)) {
            return columns(file, parquet);
        }
    }

    /**
     * Reads all rows.
     *
     * @param columns which, in which order; one that the file does not have is NULL in all rows
     * @param csv gets what {@code COPY … FROM STDIN} takes with {@link #COPY_OPTIONS}; it is not closed
     * @throws IOException when it is no Parquet file, is damaged, or was not written by {@link ParquetWriter}
     */
    public void read(Path file, List<ParquetColumn> columns, OutputStream csv) throws IOException {
        try (HardwoodContext one = HardwoodContext.create(1);
                ParquetFileReader parquet = open(file, one)) {
            List<Optional<Place>> places = places(columns, columns(file, parquet), parquet);
            OutputStream out = new BufferedOutputStream(csv, BUFFER);
            for (RowGroup group : parquet.getFileMetaData().rowGroups()) {
                try (ColumnReaders batch = decoded(file, () -> batches(parquet, group))) {
                    while (decoded(file, batch::nextBatch)) {
                        for (int row = 0; row < batch.getRecordCount(); row++) {
                            write(batch, row, places, out);
                        }
                    }
                }
            }
            out.flush();
        }
    }

    /** One row group at a time: what is decoded ahead stays within it, and the writer bounds it. */
    private static ColumnReaders batches(ParquetFileReader parquet, RowGroup group) {
        long begin = group.columns().getFirst().chunkStartOffset();
        long bytes = group.columns().stream()
                .mapToLong(column -> column.metaData().totalCompressedSize())
                .sum();
        long rows = BATCH * group.numRows() / Math.max(group.totalByteSize(), 1);
        return parquet.buildColumnReaders(ColumnProjection.all())
                .filter(RowGroupPredicate.byteRange(begin, begin + bytes))
                .batchSize((int) Math.clamp(rows, 1, MOST_ROWS))
                .build();
    }

    private static ParquetFileReader open(Path file, HardwoodContext context) throws IOException {
        try {
            return ParquetFileReader.open(InputFile.of(file), context);
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        }
    }

    private static List<ParquetColumn> columns(Path file, ParquetFileReader parquet) throws IOException {
        String written = parquet.getFileMetaData().keyValueMetadata().get(ParquetWriter.COLUMNS_KEY);
        if (written == null) {
            throw new IOException("%s was not written by Millrace: it lacks the metadata %s"
                    .formatted(file, ParquetWriter.COLUMNS_KEY));
        }
        JsonNode names = JSON.readTree(written);
        List<ParquetColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.get(i);
            ColumnSchema column = parquet.getFileSchema().getColumn(i);
            columns.add(new ParquetColumn(
                    name.path("name").asText(),
                    name.path("type").asText(),
                    decoded(file, () -> ParquetType.of(column))));
        }
        return columns;
    }

    /** By place: in the file itself a name that differs in case only from another one is another. */
    private static List<Optional<Place>> places(
            List<ParquetColumn> wanted, List<ParquetColumn> there, ParquetFileReader parquet) {
        return wanted.stream()
                .map(column -> IntStream.range(0, there.size())
                        .filter(i -> there.get(i).name().equals(column.name()))
                        .mapToObj(i ->
                                new Place(i, CsvValue.of(parquet.getFileSchema().getColumn(i))))
                        .findFirst())
                .toList();
    }

    private static void write(ColumnReaders batch, int row, List<Optional<Place>> places, OutputStream out)
            throws IOException {
        for (int i = 0; i < places.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            Optional<Place> place = places.get(i);
            ColumnReader column =
                    place.isEmpty() ? null : batch.getColumnReader(place.get().column());
            if (column == null || column.getLeafValidity().isNull(row)) {
                out.write(NULL);
            } else {
                quote(place.get().value().text(column, row), out);
            }
        }
        out.write('\n');
    }

    private static void quote(byte[] text, OutputStream out) throws IOException {
        out.write('"');
        int begin = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '"') {
                out.write(text, begin, i + 1 - begin);
                begin = i; // once more, at the beginning of what follows
            }
        }
        out.write(text, begin, text.length - begin);
        out.write('"');
    }

    private static <T> T decoded(Path file, Supplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw unreadable(file, e);
        }
    }

    private static IOException unreadable(Path file, Exception e) {
        return new IOException("%s cannot be read as Parquet: %s".formatted(file, e.getMessage()), e);
    }
}
