package io.millrace.ingest.status;

import com.google.protobuf.ByteString;
import io.millrace.api.upload.UploadState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of the view {@code millrace.upload}; the columns are explained there. */
public record StoredUpload(
        UUID id,
        String dataset,
        int datasetVersion,
        String sourceName,
        String idempotencyKey,
        ByteString cut,
        boolean dryRun,
        @Nullable Long maxRejects,
        UploadState state,
        @Nullable String reason,
        @Nullable Integer unitsReceived,
        long unitsLoaded,
        long unitsParked,
        long rowsLoaded,
        long rowsRejected,
        long rowsDuplicate,
        @Nullable Long bytes,
        @Nullable Long wireBytes,
        long bytesLoaded,
        Instant startedAt,
        @Nullable Instant receivedAt,
        @Nullable Instant completedAt) {}
