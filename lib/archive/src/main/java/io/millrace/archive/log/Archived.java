package io.millrace.archive.log;

import io.millrace.api.archive.ArchiveState;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition that left its table.
 *
 * @param partition its name, in the schema of the table
 * @param oid the table that it is; one of the same name may be another
 * @param lower null when it has no lower bound
 * @param upper null when it has no upper bound
 * @param expired what becomes of it once it is detached
 * @param held restored, and not to be detached again until it is released
 * @param location of its file; null until it is written
 * @param manifest null until it is written
 * @param rows as written
 * @param bytes of the file
 * @param fingerprint of the protected table whose rows were written
 * @param error why the next step could not be done
 * @param times when it came so far
 */
public record Archived(
        long id,
        TableName table,
        String partition,
        long oid,
        @Nullable Instant lower,
        @Nullable Instant upper,
        Expired expired,
        ArchiveState state,
        boolean held,
        @Nullable String location,
        @Nullable Manifest manifest,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable String fingerprint,
        @Nullable String error,
        Times times) {

    /** When it came so far; null where it has not. */
    public record Times(
            Instant asked,
            @Nullable Instant detached,
            @Nullable Instant written,
            @Nullable Instant verified,
            @Nullable Instant dropped,
            @Nullable Instant restored) {}

    /** The partition as a table. */
    public TableName partitionTable() {
        return new TableName(table.schema(), partition);
    }

    /** Whether its rows are in the archive and nowhere else. */
    public boolean onlyInArchive() {
        return location != null && (state == ArchiveState.DROPPED || state == ArchiveState.RESTORING);
    }

    /** Whether its rows are on their way into the archive, or back from it. */
    public boolean isUnderWay() {
        return switch (state) {
            case DETACHING, DETACHED, WRITTEN, VERIFIED -> expired == Expired.ARCHIVE;
            case RESTORING -> location != null;
            case DROPPED, RESTORED, GONE -> false;
        };
    }

    /** Whether it has times of [from, to). */
    public boolean holds(Instant from, Instant to) {
        return (lower == null || lower.isBefore(to)) && (upper == null || upper.isAfter(from));
    }

    @Override
    public String toString() {
        return "%s (archive %d)".formatted(partitionTable(), id);
    }
}
