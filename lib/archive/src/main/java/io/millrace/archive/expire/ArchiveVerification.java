package io.millrace.archive.expire;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.DamagedException;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.postgres.FailPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads a partition back from the archive, into a table of the same columns, and lets PostgreSQL compare. Not with the
 * rows themselves but with what was known of them when they were written: since then they are protected.
 */
final class ArchiveVerification {
    private final Jdbi jdbi;
    private final ArchiveFiles files;
    private final FailPoint failPoint;

    ArchiveVerification(Jdbi jdbi, ArchiveFiles files, FailPoint failPoint) {
        this.jdbi = jdbi;
        this.files = files;
        this.failPoint = failPoint;
    }

    /** @throws DamagedException when the archive does not give the rows back; they will be written again */
    void verify(Archived line) throws IOException {
        Path file = Files.createTempFile("millrace-archive-", ".parquet");
        try {
            files.fetch(line, file);
            compare(line, file);
        } catch (DamagedException e) {
            jdbi.useHandle(
                    handle -> ArchiveLog.back(handle, line, ArchiveState.DETACHED, String.valueOf(e.getMessage())));
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
        ArchiveStep.COMPARED.reached(failPoint);
        jdbi.useHandle(handle -> ArchiveLog.reached(handle, line, ArchiveState.VERIFIED));
        ArchiveStep.VERIFIED.reached(failPoint);
    }

    /** A temporary table is not logged, and goes with its session however that ends. */
    private void compare(Archived line, Path file) throws IOException {
        try (Snapshot snapshot = Snapshot.open(jdbi)) {
            snapshot.execute("CREATE TEMPORARY TABLE millrace_read_back (LIKE %s) ON COMMIT DROP"
                    .formatted(snapshot.table(line)));
            files.load(
                    snapshot.handle(),
                    line,
                    file,
                    "pg_temp.millrace_read_back",
                    ArchiveFiles.parquetColumns(
                            Objects.requireNonNull(line.manifest()).facts()));
        }
    }
}
