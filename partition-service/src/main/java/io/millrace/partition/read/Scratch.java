package io.millrace.partition.read;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.archive.Snapshot;
import io.millrace.partition.parquet.ParquetColumn;
import io.millrace.partition.read.query.RowQuery;
import io.millrace.partition.read.query.RowSource;
import io.millrace.partition.read.query.RowStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An archived partition in a temporary table with the columns that its parent has now, and a statement over it. It is not
 * logged, and goes with its session however that ends.
 */
final class Scratch implements AutoCloseable {
    private static final TableName TABLE = new TableName("pg_temp", "millrace_archived");
    private static final String COLUMNS = """
            SELECT attname FROM pg_attribute WHERE attrelid = 'pg_temp.millrace_archived'::regclass
               AND attnum > 0 AND NOT attisdropped AND attgenerated %s ''
            """;
    /** What is quoted stays; the driver wants question marks for the numbers. */
    private static final Pattern PARAMETER = Pattern.compile("\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\\$(\\d+)");

    private static final int FIRST_ROWS = 50;
    private static final int MOST_ROWS = 10_000;
    private static final int BYTES = 512 * 1024;

    private final Snapshot snapshot;
    private final PreparedStatement statement;
    private final ResultSet rows;

    private Scratch(Snapshot snapshot, PreparedStatement statement) throws SQLException {
        this.snapshot = snapshot;
        this.statement = statement;
        rows = statement.executeQuery();
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
     * Loads the rows of a file. Calls DuckDB: not for virtual threads.
     *
     * @param source the table that the partition was of; what it has and the file lacks is its default, or NULL
     */
    static void load(Snapshot snapshot, ArchiveFiles files, Archived line, Path file, RowSource source)
            throws IOException, SQLException {
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
        files.copy(snapshot.connection(), line, file, TABLE.sql(), columns);
    }

    private static Set<String> names(Snapshot snapshot, String comparison) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = snapshot.connection().createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS.formatted(comparison))) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** @param snapshot is closed with this */
    static Scratch query(Snapshot snapshot, RowStatement sql) throws SQLException {
        List<Object> values = new ArrayList<>();
        String text = PARAMETER.matcher(sql.sql()).replaceAll(found -> {
            if (found.group(1) == null) {
                return Matcher.quoteReplacement(found.group());
            }
            values.add(sql.parameters().get(Integer.parseInt(found.group(1)) - 1));
            return "?";
        });
        PreparedStatement statement = snapshot.connection().prepareStatement(text);
        statement.setFetchSize(FIRST_ROWS);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof String[] texts) {
                statement.setArray(i + 1, snapshot.connection().createArrayOf("text", texts));
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return new Scratch(snapshot, statement);
    }

    /** @return the next lines, about half a MiB; nothing when all have been given */
    Optional<List<byte[]>> next() throws SQLException {
        List<byte[]> lines = new ArrayList<>();
        long bytes = 0;
        while (bytes < BYTES && lines.size() < MOST_ROWS && rows.next()) {
            byte[] line = rows.getString(1).getBytes(StandardCharsets.UTF_8);
            lines.add(line);
            bytes += line.length + 1;
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        rows.setFetchSize((int) Math.clamp(BYTES * (long) lines.size() / bytes, 1, MOST_ROWS));
        return Optional.of(lines);
    }

    @Override
    public void close() throws SQLException {
        try (snapshot;
                statement;
                rows) {
            // in this order, the last first
        }
    }
}
