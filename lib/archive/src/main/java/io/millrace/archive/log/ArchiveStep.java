package io.millrace.archive.log;

import io.millrace.postgres.FailPoint;

/** What is done one after the other; a crash may come after each. */
public enum ArchiveStep {
    /** It is written down that the partition is to leave. */
    ASKED,
    /** PostgreSQL has detached it. */
    DETACHED,
    /** Nobody can change its rows any more. */
    PROTECTED,
    /** The file is on the local disk. */
    EXPORTED,
    /** The file is in the archive. */
    FILE_STORED,
    /** Its manifest is, too. */
    MANIFEST_STORED,
    /** That is written down. */
    WRITTEN,
    /** The archive has given the rows back, and they are the same. */
    COMPARED,
    /** That is written down. */
    VERIFIED,
    /** The table is dropped. */
    DROPPED,
    /** It is written down that the partition is to come back. */
    RESTORE_ASKED,
    /** There is an empty table for its rows. */
    PREPARED,
    /** The rows are in it, and are the same. */
    LOADED,
    /** It is a partition again. */
    ATTACHED;

    /** Tells the fail point that this has just been done. */
    public void reached(FailPoint failPoint) {
        failPoint.reached("archive " + name());
    }
}
