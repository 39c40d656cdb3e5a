package io.millrace.loader.transaction;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt is made, after what the attempts before it have shown.
 *
 * @param careful look for the rows that the database refuses, instead of failing at the first
 * @param partitionsLookedUp a row found no partition, and what was known of the partitions has been dropped since
 * @param inDoubt a COMMIT before may have happened: a unit that is in the ledger may be our own work, and is no repeat
 * @param passGaps the predecessor of a stream's slice was waited for long enough
 */
public record AttemptMode(boolean careful, boolean partitionsLookedUp, boolean inDoubt, boolean passGaps) {
    public static final AttemptMode PLAIN = new AttemptMode(false, false, false, false);

    /**
     * The database refused a row.
     *
     * @param noPartition it found no partition for it
     * @return how to go on, or null when there is no way left
     */
    @Nullable
    public AttemptMode afterRefusal(boolean noPartition) {
        if (noPartition && !partitionsLookedUp) {
            return new AttemptMode(careful, true, inDoubt, passGaps);
        }
        return careful ? null : new AttemptMode(true, partitionsLookedUp, inDoubt, passGaps);
    }

    /** A COMMIT went unanswered. */
    public AttemptMode withDoubt() {
        return new AttemptMode(careful, partitionsLookedUp, true, passGaps);
    }

    /** A predecessor did not come. */
    public AttemptMode withoutWaiting() {
        return new AttemptMode(careful, partitionsLookedUp, inDoubt, true);
    }
}
