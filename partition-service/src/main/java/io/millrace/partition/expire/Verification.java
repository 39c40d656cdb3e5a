package io.millrace.partition.expire;

import io.agroal.api.AgroalDataSource;
import io.millrace.partition.apply.FailPoint;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.ArchiveLog;
import io.millrace.partition.archive.ArchiveState;
import io.millrace.partition.archive.ArchiveStep;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.archive.DamagedException;
import io.millrace.partition.archive.Snapshot;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Reads a partition back from the archive, into a table of the same columns, and lets PostgreSQL compare. Not with the
 * rows themselves but with what was known of them when they were written: since then they are protected.
 */
@ApplicationScoped
class Verification {
    private final AgroalDataSource database;
    private final ArchiveFiles files;
    private final ArchiveLog log;
    private final FailPoint failPoint;
    private final Pool pool;

    Verification(AgroalDataSource database, ArchiveFiles files, ArchiveLog log, FailPoint failPoint, Pool pool) {
        this.database = database;
        this.files = files;
        this.log = log;
        this.failPoint = failPoint;
        this.pool = pool;
    }

    /** @throws DamagedException when the archive does not give the rows back; they will be written again */
    void verify(Archived line) throws IOException, SQLException {
        Path file = Files.createTempFile("millrace-archive-", ".parquet");
        try {
            files.fetch(line, file);
            compare(line, file);
        } catch (DamagedException e) {
            log.back(pool, line, ArchiveState.DETACHED, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
        failPoint.reached(ArchiveStep.COMPARED);
        log.reached(pool, line, ArchiveState.VERIFIED);
        failPoint.reached(ArchiveStep.VERIFIED);
    }

    /** A temporary table is not logged, and goes with its session however that ends. */
    private void compare(Archived line, Path file) throws IOException, SQLException {
        try (Snapshot snapshot = Snapshot.open(database)) {
            snapshot.execute("CREATE TEMPORARY TABLE millrace_read_back (LIKE %s) ON COMMIT DROP"
                    .formatted(snapshot.table(line)));
            files.load(
                    snapshot.connection(),
                    line,
                    file,
                    "pg_temp.millrace_read_back",
                    ArchiveFiles.parquetColumns(
                            Objects.requireNonNull(line.manifest()).facts()));
        }
    }
}
