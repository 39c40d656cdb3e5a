package io.millrace.api.upload;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job is on its way. */
public enum UploadState {
    RECEIVING,
    LOADING,
    /** Units of it are parked; the others go on. */
    ATTENTION,
    COMPLETE,
    COMPLETE_WITH_REJECTS,
    FAILED,
    ABORTED;

    /** Whether nothing will change any more. */
    public boolean isFinal() {
        return this != RECEIVING && this != LOADING && this != ATTENTION;
    }

    /** Whether all that was sent is in. */
    public boolean isComplete() {
        return this == COMPLETE || this == COMPLETE_WITH_REJECTS;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
