package io.millrace.ingest.status;

import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.contract.message.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Puts together what a client is told of its upload. */
public final class UploadAnswers {
    private UploadAnswers() {}

    /** What PostgreSQL knows, and this replica on top of it. */
    public static UploadStatus of(StoredUpload stored, @Nullable UploadProgress progress) {
        boolean known = progress != null && !stored.state().isFinal();
        UploadState state = stored.state();
        String reason = stored.reason();
        Integer units = stored.unitsReceived();
        Long bytes = stored.bytes();
        Long wire = stored.wireBytes();
        Instant receivedAt = stored.receivedAt();
        if (progress != null && known) {
            state = stored.state().compareTo(progress.state()) > 0 ? stored.state() : progress.state();
            reason = reason == null ? progress.reason() : reason;
            units = units == null ? (Integer) progress.units() : units;
            bytes = bytes == null ? (Long) progress.bytes() : bytes;
            wire = wire == null ? (Long) progress.wireBytes() : wire;
            receivedAt = receivedAt == null ? progress.receivedAt() : receivedAt;
        }
        return new UploadStatus(
                stored.id(),
                stored.dataset(),
                stored.datasetVersion(),
                state,
                reason,
                stored.sourceName(),
                stored.dryRun(),
                new UploadStatus.Units(units, stored.unitsLoaded(), stored.unitsParked()),
                new UploadStatus.Rows(stored.rowsLoaded(), stored.rowsRejected(), stored.rowsDuplicate()),
                new UploadStatus.Bytes(bytes, wire, stored.bytesLoaded()),
                stored.startedAt(),
                receivedAt,
                stored.completedAt(),
                rate(stored));
    }

    private static @Nullable Double rate(StoredUpload stored) {
        Instant completed = stored.completedAt();
        if (completed == null) {
            return null;
        }
        double seconds =
                Math.max(1, Duration.between(stored.startedAt(), completed).toMillis()) / 1000.0;
        return Math.round(stored.rowsLoaded() / seconds * 10) / 10.0;
    }

    /** What this replica knows alone. */
    public static UploadStatus of(UploadProgress progress) {
        Job job = progress.job();
        return new UploadStatus(
                progress.id(),
                job.getDataset(),
                job.getDatasetVersion(),
                progress.state(),
                progress.reason(),
                job.getSourceName(),
                job.getDryRun(),
                new UploadStatus.Units(progress.units(), 0, 0),
                new UploadStatus.Rows(0, 0, 0),
                new UploadStatus.Bytes(progress.bytes(), progress.wireBytes(), 0),
                Instant.EPOCH.plus(Duration.of(job.getStartedAt(), ChronoUnit.MICROS)),
                progress.receivedAt(),
                null,
                null);
    }
}
