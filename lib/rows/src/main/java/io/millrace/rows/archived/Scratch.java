package io.millrace.rows.archived;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.Archived;
import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.contract.dataset.TableName;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowSource;
import io.millrace.rows.query.RowStatement;
import io.millrace.rows.read.RowBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An archived partition in a temporary table with the columns that its parent has now, and a statement over it. It is not
 * logged, and goes with its session however that ends.
 */
final class Scratch implements AutoCloseable {
    private static final TableName TABLE = new TableName("pg_temp", "millrace_archived");
    private static final String COLUMNS = """
            SELECT attname::text FROM pg_attribute WHERE attrelid = 'pg_temp.millrace_archived'::regclass
               AND attnum > 0 AND NOT attisdropped AND attgenerated %s ''
            """;
    private final Snapshot snapshot;
    private final RowBatches rows;

    /** @param snapshot has the table loaded; is closed with this */
    Scratch(Snapshot snapshot, RowStatement statement) {
        this.snapshot = snapshot;
        rows = new RowBatches(snapshot.handle(), statement);
    }

    /** The query over the temporary table instead of its own. */
    static RowQuery over(RowQuery query) {
        RowSource source = query.source();
        return new RowQuery(
                new RowSource(TABLE, source.timeColumn(), source.columns(), source.key()),
                query.from(),
                query.to(),
                query.filters(),
                query.columns());
    }

    /**
     * Loads the rows of a file.
     *
     * @param source the table that the partition was of; what it has and the file lacks is its default, or NULL
     */
    static void load(Snapshot snapshot, ArchiveFiles files, Archived line, Path file, RowSource source)
            throws IOException {
        snapshot.execute("CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED) ON COMMIT DROP"
                .formatted("millrace_archived", source.table().sql()));
        Set<String> given = names(snapshot, "=");
        Set<String> all = new TreeSet<>(given);
        all.addAll(names(snapshot, "<>"));
        // a column may have become NOT NULL since
        snapshot.execute("ALTER TABLE pg_temp.millrace_archived "
                + all.stream()
                        .map(name -> "ALTER COLUMN " + quote(name) + " DROP NOT NULL")
                        .collect(Collectors.joining(", ")));
        List<ParquetColumn> columns =
                ArchiveFiles.parquetColumns(
                                Objects.requireNonNull(line.manifest()).facts())
                        .stream()
                        .filter(column -> given.contains(column.name()))
                        .toList();
        if (columns.stream().noneMatch(column -> column.name().equals(source.timeColumn()))) {
            throw new IOException("it has no column '%s'".formatted(source.timeColumn()));
        }
        files.copy(snapshot.handle(), line, file, TABLE.sql(), columns);
    }

    private static Set<String> names(Snapshot snapshot, String comparison) {
        return new TreeSet<>(snapshot.handle()
                .select(COLUMNS.formatted(comparison))
                .mapTo(String.class)
                .list());
    }

    /** @return the next lines; nothing when all have been given */
    Optional<List<byte[]>> next() {
        return rows.texts();
    }

    @Override
    public void close() {
        try (snapshot;
                rows) {
            // in this order, the last first
        }
    }
}
