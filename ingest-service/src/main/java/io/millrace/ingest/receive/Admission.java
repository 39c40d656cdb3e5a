package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.ingest.status.StoredUpload;
import io.millrace.ingest.status.UploadState;
import java.util.OptionalLong;

/** What is to be done with an upload whose key may have been used before. */
sealed interface Admission {
    /** Nothing is known of it: receive it. */
    record Fresh() implements Admission {}

    /** It began before and is not complete: receive it, and leave out what is in. */
    record Resume(StoredUpload before) implements Admission {}

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
        if (state == UploadState.FAILED || state == UploadState.ABORTED) {
            return new Refuse(
                    "Upload %s under this key %s: %s. Use a new key.".formatted(before.id(), state, before.reason()));
        }
        if (!before.cut().equals(cut)) {
            return new Refuse(
                    "Upload %s under this key was begun with other options, limits or dryRun. Use the same ones, or a new key."
                            .formatted(before.id()));
        }
        Long wireBytes = before.wireBytes();
        if (wireBytes != null && length.isPresent() && length.getAsLong() != wireBytes) {
            return new Refuse(
                    "The body has %d bytes, but upload %s under this key had %d. Send the same body, or use a new key."
                            .formatted(length.getAsLong(), before.id(), wireBytes));
        }
        return state.isComplete() ? new Replay(before) : new Resume(before);
    }
}
