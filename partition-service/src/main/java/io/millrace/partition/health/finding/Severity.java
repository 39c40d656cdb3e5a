package io.millrace.partition.health.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How bad a finding is; the last is the worst. */
public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Will hurt when nobody looks after it. */
    WARNING,
    /** Hurts now: rows cannot be written, or are where they should not be. */
    ERROR;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
