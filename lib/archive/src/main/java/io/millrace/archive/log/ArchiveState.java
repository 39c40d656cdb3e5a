package io.millrace.archive.log;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How far a partition is that leaves its table, or comes back. Every arrow can be taken again after a crash.
 *
 * <pre>
 *   DETACHING ─▶ DETACHED ─(archive)─▶ WRITTEN ─▶ VERIFIED ─▶ DROPPED ─▶ RESTORING ─▶ RESTORED
 *                  │  │ ▲                 │           │          ▲           │ │         ▲
 *                  │  │ └──(not the same)─┴───────────┘          │           │ └─(rows)──┘
 *                  │  └──────────────(drop)──────────────────────┘           └──▶ DROPPED, when the file is damaged
 *                  └─(keep) stays; restored when asked
 * </pre>
 */
public enum ArchiveState {
    /** It is to be detached, or is being. */
    DETACHING,
    /** A table of its own. */
    DETACHED,
    /** Its rows are in the archive; nobody has read them back yet. */
    WRITTEN,
    /** What the archive gives back is the same. */
    VERIFIED,
    /** The table is gone: by policy, or because the archive has its rows. */
    DROPPED,
    /** It is to be attached again, from the archive when it was dropped. */
    RESTORING,
    /** It is a partition again. */
    RESTORED,
    /** The table went without this service: somebody dropped it, or attached it again by hand. */
    GONE;

    /** @param text as {@link #toString} gives it */
    static ArchiveState parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As the database and the API have it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
