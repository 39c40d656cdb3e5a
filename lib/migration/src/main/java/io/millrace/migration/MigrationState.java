package io.millrace.migration;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How far a migration is.
 *
 * <pre>
 * RUNNING ──────────────▶ SWAPPED ──cleanup──▶ CLEANING ──▶ DONE
 *   │ ▲ ▲                    │
 *   │ │ └─resume─ FAILED     │ rollback
 * pause resume      │        ▼
 *   ▼ │             └──▶ ROLLING_BACK ──▶ ROLLED_BACK
 * PAUSED ──rollback──────────▲
 * </pre>
 *
 * <p>A kind that leaves nothing to clean up goes from RUNNING to DONE by itself.
 */
public enum MigrationState {
    RUNNING,
    PAUSED,
    FAILED,
    SWAPPED,
    ROLLING_BACK,
    ROLLED_BACK,
    CLEANING,
    DONE;

    public static MigrationState parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the service works at it by itself. */
    public boolean working() {
        return this == RUNNING || this == ROLLING_BACK || this == CLEANING;
    }

    /** Whether nothing can happen to it any more. */
    public boolean ended() {
        return this == ROLLED_BACK || this == DONE;
    }
}
