package io.millrace.archive.file;

import io.millrace.archive.log.Archived;
import io.millrace.archive.log.Manifest;
import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.archive.parquet.ParquetReader;
import io.millrace.archive.store.ArchiveStore;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Files out of the archive, and their rows into tables. */
public final class ArchiveFiles {
    private final Stores stores;
    private final ParquetReader reader;

    public ArchiveFiles(Stores stores, ParquetReader reader) {
        this.stores = stores;
        this.reader = reader;
    }

    /**
     * Brings a file back.
     *
     * @param file is made, or replaced
     * @throws DamagedException when it is missing, or is not what was written
     */
    public void fetch(Archived line, Path file) throws IOException {
        ArchiveStore store = stores.store();
        String location = Objects.requireNonNull(line.location());
        Manifest manifest = Objects.requireNonNull(line.manifest());
        try {
            store.get(store.key(location), file);
        } catch (NoSuchFileException e) {
            throw new DamagedException("%s is not there".formatted(location), e);
        }
        if (Files.size(file) != manifest.bytes() || !sha256(file).equals(manifest.sha256())) {
            throw new DamagedException(
                    "%s is not the file that was written: its length or SHA-256 differs".formatted(location), null);
        }
    }

    /**
     * Copies the rows of a fetched file into a table and compares them with what was written. The transaction is the
     * handle's and has {@link FactsSql#SETTINGS}.
     *
     * @param table as safe SQL text; empty
     * @param columns those that get values; others of the file are left out
     * @throws DamagedException when the rows are not those that were written
     */
    public void load(Handle handle, Archived line, Path file, String table, List<ParquetColumn> columns)
            throws IOException {
        copy(handle, line, file, table, columns);
        Manifest.Facts written = Objects.requireNonNull(line.manifest()).facts();
        String difference = FactsSql.difference(written, FactsSql.facts(handle, table, parquetColumns(written)));
        if (difference != null) {
            throw new DamagedException("%s: %s".formatted(line.location(), difference), null);
        }
    }

    /**
     * Copies the rows of a fetched file into a table.
     *
     * @param table as safe SQL text
     * @param columns those that get values; others of the file are left out
     * @throws DamagedException when there are not as many as were written
     */
    public void copy(Handle handle, Archived line, Path file, String table, List<ParquetColumn> columns)
            throws IOException {
        String names =
                columns.stream().map(column -> TableName.quote(column.name())).collect(Collectors.joining(", "));
        String sql = "COPY %s (%s) FROM STDIN %s".formatted(table, names, ParquetReader.COPY_OPTIONS);
        long read;
        try (PGCopyOutputStream rows =
                new PGCopyOutputStream(handle.getConnection().unwrap(PGConnection.class), sql)) {
            reader.read(file, columns, rows);
            read = rows.endCopy();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
        long written = Objects.requireNonNull(line.manifest()).facts().rows();
        if (read != written) {
            throw new DamagedException(
                    "%s: %d rows were written, %d come back".formatted(line.location(), written, read), null);
        }
    }

    /** @return the columns that were written */
    public static List<ParquetColumn> parquetColumns(Manifest.Facts facts) {
        return facts.columns().stream()
                .map(column -> new ParquetColumn(column.name(), column.type()))
                .toList();
    }

    /** @return in hex */
    public static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return DigestUtils.sha256Hex(bytes);
        }
    }

    /** Whether a file of the length is there. */
    public boolean there(Archived line) throws IOException {
        ArchiveStore store = stores.store();
        try {
            return store.size(store.key(Objects.requireNonNull(line.location())))
                    == Objects.requireNonNull(line.bytes());
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
