package io.millrace.ingest.admit;

import com.google.protobuf.ByteString;
import io.millrace.api.upload.UploadState;
import io.millrace.contract.message.Job;
import io.millrace.ingest.status.StoredUpload;
import io.millrace.ingest.status.UploadProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be done with an upload whose key may have been used before. */
public sealed interface Admission {
    /** Nothing is known of it: receive it. */
    record Fresh() implements Admission {}

    /**
     * It began before and is not complete: receive it as it was begun, and leave out what is in.
     *
     * @param datasetVersion the version that its units are checked against
     * @param startedAt the "now" of its units
     */
    record Resume(int datasetVersion, Instant startedAt) implements Admission {}

    /** It is complete: tell so. */
    record Replay(StoredUpload before) implements Admission {}

    /** Not under this key. */
    record Refuse(String detail) implements Admission {}

    /**
     * @param before what PostgreSQL has of the job
     * @param cut the fingerprint of this attempt
     * @param length of the body as announced
     */
    static Admission decide(StoredUpload before, ByteString cut, OptionalLong length) {
        UploadState state = before.state();
        if (isOver(state)) {
            return over(before.id(), state, before.reason());
        }
        if (!before.cut().equals(cut)) {
            return otherCut(before.id());
        }
        Long wireBytes = before.wireBytes();
        if (wireBytes != null && length.isPresent() && length.getAsLong() != wireBytes) {
            return new Refuse(
                    "The body has %d bytes, but upload %s under this key had %d. Send the same body, or use a new key."
                            .formatted(length.getAsLong(), before.id(), wireBytes));
        }
        return state.isComplete() ? new Replay(before) : new Resume(before.datasetVersion(), before.startedAt());
    }

    /** @param before what this replica itself knows of the job, of which PostgreSQL knows nothing yet, or less */
    static Admission decide(UploadProgress before, ByteString cut) {
        if (isOver(before.state())) {
            return over(before.id(), before.state(), before.reason());
        }
        Job job = before.job();
        return job.getCut().equals(cut)
                ? new Resume(job.getDatasetVersion(), Instant.EPOCH.plus(job.getStartedAt(), ChronoUnit.MICROS))
                : otherCut(before.id());
    }

    private static boolean isOver(UploadState state) {
        return state == UploadState.FAILED || state == UploadState.ABORTED;
    }

    private static Refuse over(UUID id, UploadState state, @Nullable String reason) {
        return new Refuse("Upload %s under this key %s: %s. Use a new key.".formatted(id, state, reason));
    }

    private static Refuse otherCut(UUID id) {
        return new Refuse(
                "Upload %s under this key was begun with other options, limits or dryRun. Use the same ones, or a new key."
                        .formatted(id));
    }
}
