package io.millrace.rows.session;

import io.millrace.archive.log.Archived;
import io.millrace.contract.dataset.TableName;
import java.io.Serial;

/** Rows cannot be given as they were asked for. */
public final class RowsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    /** Why. */
    public sealed interface Reason {}

    /** As many read as may at once. */
    public record TooManyReaders(int atOnce) implements Reason {}

    /** As many read archives as may at once. */
    public record TooManyArchiveReaders(int atOnce) implements Reason {}

    /** PostgreSQL looked for the next rows for too long. */
    public record TooSlow() implements Reason {}

    /** The rows cannot be a Parquet file. */
    public record NotParquet(String why) implements Reason {}

    /** The place to go on from is of another query. */
    public record ForeignCursor(String token) implements Reason {}

    /** There is no such table any more, or no such column in it. */
    public record TableGone(TableName table, String timeColumn) implements Reason {}

    /** A partition is on its way into the archive, or back. */
    public record ArchiveUnderWay(Archived line) implements Reason {}

    /** The archive does not give the rows of a partition. */
    public record ArchiveUnreadable(Archived line, Exception failure) implements Reason {}

    public RowsException(Reason reason) {
        super(reason.toString(), reason instanceof ArchiveUnreadable unreadable ? unreadable.failure() : null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
