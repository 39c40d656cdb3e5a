package io.millrace.archive.expire;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.FactsSql;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.archive.log.ColumnFacts;
import io.millrace.archive.log.Manifest;
import io.millrace.archive.log.Manifest.Facts;
import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.archive.parquet.ParquetWriter;
import io.millrace.archive.store.ArchiveKeys;
import io.millrace.archive.store.ArchiveStore;
import io.millrace.archive.store.Stores;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/** Writes a detached partition to the archive: one snapshot gives the rows and what is known of them. */
final class Export {
    private final Jdbi jdbi;
    private final Transactions transactions;
    private final ParquetWriter writer;
    private final Stores stores;
    private final FailPoint failPoint;
    private final Clock clock;

    Export(
            Jdbi jdbi,
            Transactions transactions,
            ParquetWriter writer,
            Stores stores,
            FailPoint failPoint,
            Clock clock) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.writer = writer;
        this.stores = stores;
        this.failPoint = failPoint;
        this.clock = clock;
    }

    /** The rows' file with what was known of them in the same snapshot. */
    private record Written(Facts facts, String fingerprint, Instant at) {}

    /** Done again, it replaces the files that an earlier attempt left under the same keys. */
    void write(Archived line) throws IOException {
        ArchiveStore store = stores.store();
        transactions.run(
                "protection of " + line,
                handle -> handle.execute(
                        "SELECT millrace.protect(c.oid) FROM pg_class c WHERE c.oid = ?::bigint::oid", line.oid()));
        ArchiveStep.PROTECTED.reached(failPoint);
        Path directory = Files.createTempDirectory("millrace-archive-");
        Path file = directory.resolve("rows.parquet");
        Path beside = directory.resolve("manifest.json");
        try {
            Written written = rows(line, file);
            ArchiveStep.EXPORTED.reached(failPoint);
            Manifest manifest = manifest(line, written, file);
            Files.writeString(beside, manifest.toJson());
            store.put(key(line, "parquet"), file);
            ArchiveStep.FILE_STORED.reached(failPoint);
            store.put(key(line, "json"), beside);
            ArchiveStep.MANIFEST_STORED.reached(failPoint);
            jdbi.useHandle(handle -> ArchiveLog.written(
                    handle, line, store.location(key(line, "parquet")), manifest, written.fingerprint()));
            ArchiveStep.WRITTEN.reached(failPoint);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(beside);
            Files.deleteIfExists(directory);
        }
    }

    private Written rows(Archived line, Path file) throws IOException {
        try (Snapshot snapshot = Snapshot.open(jdbi)) {
            Handle handle = snapshot.handle();
            String table = snapshot.table(line);
            String fingerprint = snapshot.fingerprint(line);
            List<ParquetColumn> columns = FactsSql.columns(handle, table);
            Instant now = clock.instant();
            Facts facts = FactsSql.facts(handle, table, columns);
            String sql = "COPY (SELECT %s FROM ONLY %s) TO STDOUT %s"
                    .formatted(
                            columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", ")),
                            table,
                            ParquetWriter.COPY_OPTIONS);
            try (InputStream csv = new PGCopyInputStream(handle.getConnection().unwrap(PGConnection.class), sql)) {
                long rows = writer.write(fitting(columns, facts), csv, file);
                if (rows != facts.rows()) {
                    throw new IOException("%s has %d rows, %d were written".formatted(table, facts.rows(), rows));
                }
            }
            return new Written(facts, fingerprint, now);
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A numeric that is NaN is the one usual value that the Parquet type of its column cannot hold; it sorts last. */
    private static List<ParquetColumn> fitting(List<ParquetColumn> columns, Facts facts) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).pgType().startsWith("numeric")
                                && "NaN".equals(facts.columns().get(i).max())
                        ? columns.get(i).asText()
                        : columns.get(i))
                .toList();
    }

    private static Manifest manifest(Archived line, Written written, Path file) throws IOException {
        return new Manifest(
                Manifest.FORMAT,
                line.table(),
                line.partition(),
                line.lower(),
                line.upper(),
                written.at(),
                ArchiveFiles.sha256(file),
                Files.size(file),
                written.facts(),
                ddl(line, written.facts().columns()));
    }

    private static String ddl(Archived line, List<ColumnFacts> columns) {
        return columns.stream()
                .map(column -> quote(column.name()) + " " + column.type())
                .collect(Collectors.joining(
                        ", ",
                        "CREATE TABLE %s (".formatted(line.partitionTable().sql()),
                        ")"));
    }

    private static String key(Archived line, String ending) {
        return ArchiveKeys.of(line.table().schema(), line.table().name(), line.partition(), line.id(), ending);
    }
}
