package io.millrace.partition.health.facts;

import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.policy.PartitionSet;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog tells of a partition set.
 *
 * @param partitioned whether the table is there and partitioned
 * @param analysed whether the parent has statistics
 * @param partitions in the order of time, without a DEFAULT partition
 * @param fallback the DEFAULT partition; null when there is none
 */
public record SetFacts(
        PartitionSet set,
        boolean partitioned,
        boolean analysed,
        List<PartitionFacts> partitions,
        @Nullable Fallback fallback,
        List<IndexFacts> indexes,
        List<SequenceFacts> sequences,
        List<Waiting> waiting,
        List<Leftover> leftovers,
        List<Unfinished> migrations,
        List<Unverified> archives) {

    /**
     * A partition.
     *
     * @param rows an estimate
     * @param bytes with indexes; null while somebody has it locked
     * @param detaching whether a DETACH CONCURRENTLY was begun and not finished
     */
    public record PartitionFacts(
            Partition partition, long rows, @Nullable Long bytes, boolean analysed, boolean detaching) {}

    /** A DEFAULT partition. @param rows counted, up to {@link #COUNTED} */
    public record Fallback(String name, long rows) {
        /** Nobody waits for more to be counted. */
        public static final long COUNTED = 1_000_000;
    }

    /** An index that a partition lacks, or that is not valid. @param index as safe SQL text */
    public record IndexFacts(String index, String partition, boolean missing) {}

    /** A sequence that fills a column. @param most the last value that both of them can have */
    public record SequenceFacts(String column, String sequence, long last, long most) {}

    /** Somebody who waits for a lock. @param blockers the processes that are in the way */
    public record Waiting(String table, String mode, int pid, Duration since, List<Integer> blockers) {}

    /** A table that is called like a partition and is none. @param rows an estimate */
    public record Leftover(String table, long rows) {}

    /** A migration that is under way. @param error why it stands still; null while it does not */
    public record Unfinished(
            long id, String kind, String state, @Nullable String error, Duration since) {}

    /** A partition in the archive that was not read back, or was and is not what was written. */
    public record Unverified(
            String partition, String state, @Nullable String error) {}
}
