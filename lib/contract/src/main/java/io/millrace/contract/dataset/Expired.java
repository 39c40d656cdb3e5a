package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a partition that is past its retention, after it was detached. */
public enum Expired {
    /** It stays as a table of its own. */
    KEEP,
    /** It is dropped. */
    DROP,
    /** It is written to the archive, read back and verified, and then dropped. */
    ARCHIVE;

    /** @throws IllegalArgumentException naming the choices */
    @JsonCreator
    public static Expired parse(String text) {
        for (Expired expired : values()) {
            if (expired.toString().equals(text)) {
                return expired;
            }
        }
        throw new IllegalArgumentException("expired: '%s' is not known; use keep, drop or archive".formatted(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
